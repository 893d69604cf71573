// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace tidegate {

/// Where a text stands decides what in it nobody means well with.
enum class AttackScope {
    ShortText,   ///< a name, a brand, a code, an address: no markup, no program
    Description, ///< prose, which may quote SQL or speak of scripts; its HTML is html_clean's
};

/// What kind of attack a text is, for those shapes that nothing legitimate has; empty for none.
///
/// "sql_injection", "nosql_injection", "ldap_injection", "cross_site_scripting", "template_injection", "command_injection",
/// "formula_injection", "header_injection", "path_traversal". Every statement is prepared and every page escaped, so that what is
/// not recognised does no harm either; this tells who tries. The text is read with percent-encoding, entities, wide forms and SQL
/// comments undone. Linear in its length (RE2). `traits` are textTraits() of the text: most texts are done with by them.
/// Thread-safe.
QString findAttack(QStringView text, unsigned traits, AttackScope scope);

/// A tag of simple formatting without attributes, such as "<b>": no attack, but HTML where plain text stands.
bool hasPlainMarkup(QStringView text);

} // namespace tidegate
