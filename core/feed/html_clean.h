// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <optional>

namespace tidegate {

/// HTML that no page comes to harm by.
struct CleanHtml {
    QString html;
    /// Names of the elements that were taken out with what they do ("iframe", "form"), eight at most; harmless wrappers are not
    /// told.
    QStringList removed;
    /// What would have run in a shopper's browser ("<script>", "onclick"), the first of it; empty: nothing.
    QString active;
};

/// Of more tags (counted by their <) no HTML is cleaned: the parser's time and its recursion grow with them.
inline constexpr int maximumTags = 2'000;
inline constexpr int maximumAttributes = 100; ///< of one tag
inline constexpr int maximumDepth = 32;       ///< of elements in the result; deeper ones leave their text

/// Keeps what describes a product: paragraphs, emphasis, lists, headings, tables, quotations, code, links (http, https, mailto)
/// and pictures (http, https). No style, class, id or handler stays. Scripts, styles, frames, forms, foreign content and the like
/// go with their content; of other elements the content stays. Read by libgumbo as the HTML standard says, and written anew, well
/// formed, until reading it gives it back: so cleaning twice changes nothing, and no browser reads something else there (what is
/// known as mutation XSS).
///
/// Text without a tag or an entity comes back as it is, but for white space at its ends; as HTML it shows itself.
///
/// Nothing for more than maximumTags, before or after, or maximumAttributes. Time is linear in the length, for a given number of
/// tags. Thread-safe.
std::optional<CleanHtml> cleanHtml(const QString &html);

} // namespace tidegate
