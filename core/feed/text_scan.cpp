// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/text_scan.h"

#include <array>

namespace tidegate {

namespace {

constexpr std::array<unsigned, 128> asciiTraits = [] {
    std::array<unsigned, 128> traits{};
    for (std::size_t c = 0; c < 0x20; ++c)
        traits[c] = ControlCharacter;
    traits[0] = NulCharacter;
    traits[0x7f] = ControlCharacter;
    for (const unsigned char c : {'\t', '\n', '\v', '\f', '\r'})
        traits[c] = LineBreak;
    for (const unsigned char c : {'<', '&'})
        traits[c] = Markup;
    for (const unsigned char c : {'\'', '"'})
        traits[c] = Quotation;
    for (const unsigned char c : {'=', ';', '#', '$', '{', '|', '\\', '`'})
        traits[c] = Operator;
    for (const unsigned char c : {'(', '%', '*'})
        traits[c] = Bracket;
    traits[','] = Comma;
    traits['-'] = Dash;
    traits['@'] = At;
    return traits;
}();

bool isBetween(char16_t c, char16_t first, char16_t last)
{
    return c >= first && c <= last;
}

unsigned generalPunctuation(char16_t c)
{
    if (isBetween(c, 0x202a, 0x202e) || isBetween(c, 0x2066, 0x2069))
        return Bidirectional;
    if (c == 0x2028 || c == 0x2029)
        return LineBreak;
    if (isBetween(c, 0x2018, 0x201f) || isBetween(c, 0x2032, 0x2037))
        return Quotation;
    return c == 0x200b || c == 0x200e || c == 0x200f || c == 0x2060 ? unsigned(Invisible) : 0;
}

/// Of a character in the Basic Multilingual Plane, not ASCII and no surrogate.
unsigned wideTraits(char16_t c)
{
    if (isBetween(c, 0x80, 0x9f))
        return c == 0x85 ? LineBreak : ControlCharacter;
    if (isBetween(c, 0x2000, 0x206f))
        return generalPunctuation(c);
    if (isBetween(c, 0xff01, 0xff5e))
        return Operator;
    if (isBetween(c, 0xfdd0, 0xfdef) || c >= 0xfffe)
        return NotACharacter;
    if (c == 0xfffd)
        return Damaged;
    return c == 0xad || c == 0x61c || c == 0xfeff ? unsigned(Invisible) : 0;
}

} // namespace

bool isLineBreak(char16_t c)
{
    return isBetween(c, 0x09, 0x0d) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

unsigned textTraits(QStringView text)
{
    unsigned traits = 0;
    const char16_t *c = text.utf16();
    const char16_t *const end = c + text.size();
    for (; c != end; ++c) {
        if (*c < 0x80) {
            traits |= asciiTraits[*c];
        } else if (!QChar::isSurrogate(*c)) {
            traits |= wideTraits(*c);
        } else if (QChar::isHighSurrogate(*c) && c + 1 != end && QChar::isLowSurrogate(c[1])) {
            if (QChar::isNonCharacter(QChar::surrogateToUcs4(c[0], c[1])))
                traits |= NotACharacter;
            ++c;
        } else {
            traits |= NotACharacter;
        }
    }
    return traits;
}

} // namespace tidegate
