// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>

namespace tidegate {

/// What there is in a text that rules must look at. Most texts have none of it.
enum TextTrait : unsigned {
    LineBreak = 1 << 0,        ///< CR, LF, TAB, VT, FF, NEL and Unicode's line and paragraph separators
    ControlCharacter = 1 << 1, ///< the other ones of C0, C1, and DEL; not NUL
    NulCharacter = 1 << 2,
    Bidirectional = 1 << 3, ///< embeddings, overrides and isolates, not the marks of Hebrew and Arabic texts
    NotACharacter = 1 << 4, ///< half a surrogate pair, or a code point that Unicode keeps for no character
    Damaged = 1 << 5,       ///< U+FFFD: somebody before us could not read what stood here
    Markup = 1 << 6,        ///< < or &
    Quotation = 1 << 7,     ///< ' or ", straight or typographic
    Operator = 1 << 8,      ///< = ; # $ { | \ ` and the wide forms of ASCII
    Bracket = 1 << 9,       ///< ( % *
    Comma = 1 << 10,
    Dash = 1 << 11,
    At = 1 << 12,
    Invisible = 1 << 13, ///< zero width space, word joiner, byte order mark, soft hyphen, direction marks
};

/// The traits of a text, ORed, in one pass.
unsigned textTraits(QStringView text);

/// One of the characters that LineBreak stands for.
bool isLineBreak(char16_t c);

} // namespace tidegate
