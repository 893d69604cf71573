// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace tidegate {

/// What a browser would show of this HTML, as plain text: no tags, no scripts, no styles, entities resolved, one line per block. Parsed by
/// libgumbo as HTML5 says, so that what hides from a simpler reader does not hide from this one. Text without a tag or an entity comes
/// back as it is, but for white space at its ends.
///
/// Nothing for HTML with more than `maximumTags` tags: the parser's time and its recursion grow with them.
inline constexpr int maximumTags = 2'000;
std::optional<QString> plainText(const QString &html);

} // namespace tidegate
