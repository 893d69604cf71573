// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace tidegate {

/// A < that begins a tag, an end tag or a comment (HTML standard, 13.2.5.6), or an & that may begin an entity.
bool looksLikeHtml(QStringView text);

/// HTML that a parser can be given without a care for its time.
struct PreparedHtml {
    QString html; ///< without the attributes of formatting elements (b, i, font, …; not a): see prepareHtml()
    /// The first handler ("onclick") or script element ("<script>") that stands anywhere, in a comment too; empty: none.
    QString active;
};

/// Looks at the tags of HTML as a tokenizer does (HTML standard, 13.2.5.8 to 13.2.5.40), wherever one could begin.
///
/// Takes the attributes from the tags that HTML calls formatting elements: every paragraph opens those anew that were left open,
/// but of alike ones three at most (HTML standard, 13.2.4.3), so that hostile HTML can't make the parser's work grow with the
/// square. Nothing for more tags or attributes than html_clean.h allows.
std::optional<PreparedHtml> prepareHtml(const QString &html);

} // namespace tidegate
