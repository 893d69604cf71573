// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/attack_text.h"

#include "core/feed/text_scan.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace tidegate {

namespace {

char plainCharacter(char16_t c)
{
    if (isLineBreak(c) && c != '\t')
        return '\n';
    if (c < 0x80)
        return char(c >= 'A' && c <= 'Z' ? c + 0x20 : c);
    if (c >= 0xff01 && c <= 0xff5e)
        return plainCharacter(char16_t(c - 0xfee0));
    if ((c >= 0x2018 && c <= 0x201b) || (c >= 0x2032 && c <= 0x2035 && c != 0x2033))
        return '\'';
    if ((c >= 0x201c && c <= 0x201f) || c == 0x2033)
        return '"';
    return c == 0xa0 || (c >= 0x2000 && c <= 0x200a) ? ' ' : '\x80';
}

std::optional<unsigned> hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? std::optional<unsigned>(c - 'a' + 10) : std::nullopt;
}

std::string withoutPercents(const std::string &text)
{
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto high = text[i] == '%' && i + 2 < text.size() ? hexDigit(text[i + 1]) : std::nullopt;
        const auto low = high ? hexDigit(text[i + 2]) : std::nullopt;
        if (low)
            i += 2;
        plain += low ? plainCharacter(char16_t(*high * 16 + *low)) : text[i];
    }
    return plain;
}

/// Behind the & at `at`: the sign that a numeric entity or a name stands for, and where it ends. Nothing for another.
std::optional<std::pair<char, std::size_t>> entity(const std::string &text, std::size_t at)
{
    static constexpr std::array<std::pair<const char *, char>, 11> names{{{"lt", '<'},
                                                                          {"gt", '>'},
                                                                          {"quot", '"'},
                                                                          {"apos", '\''},
                                                                          {"amp", '&'},
                                                                          {"nbsp", ' '},
                                                                          {"lpar", '('},
                                                                          {"rpar", ')'},
                                                                          {"colon", ':'},
                                                                          {"tab", ' '},
                                                                          {"newline", '\n'}}};
    std::size_t end = at + 1;
    std::optional<char> sign;
    if (end < text.size() && text[end] == '#') {
        const unsigned base = end + 1 < text.size() && text[end + 1] == 'x' ? 16 : 10;
        end += base == 16 ? 2 : 1;
        unsigned code = 0;
        for (std::optional<unsigned> digit; end < text.size() && (digit = hexDigit(text[end])) && *digit < base; ++end) {
            code = std::min(code * base + *digit, 0xffffU);
            sign = plainCharacter(char16_t(code));
        }
    } else {
        const auto *found = std::find_if(names.begin(), names.end(), [&](const auto &name) {
            return text.compare(end, std::char_traits<char>::length(name.first), name.first) == 0;
        });
        if (found != names.end()) {
            end += std::char_traits<char>::length(found->first);
            sign = found->second;
        }
    }
    if (!sign)
        return std::nullopt;
    return std::pair(*sign, end < text.size() && text[end] == ';' ? end + 1 : end);
}

std::string withoutEntities(const std::string &text)
{
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const auto found = text[i] == '&' ? entity(text, i) : std::nullopt;
        plain += found ? found->first : text[i];
        i = found ? found->second : i + 1;
    }
    return plain;
}

/// MySQL runs what stands in /*!50000 … */.
std::string withoutComments(const std::string &text)
{
    std::string plain;
    plain.reserve(text.size());
    const std::size_t lastClose = text.rfind("*/");
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.compare(i, 3, "/*!") == 0) {
            for (i += 2; i + 1 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '9';)
                ++i;
            plain += ' ';
            continue;
        }
        const bool isClosed = text.compare(i, 2, "/*") == 0 && lastClose != std::string::npos && i + 2 <= lastClose;
        if (text.compare(i, 2, "*/") == 0) {
            plain += ' ';
            ++i;
        } else if (isClosed) {
            plain += ' ';
            i = text.find("*/", i + 2) + 1;
        } else {
            plain += text[i];
        }
    }
    return plain;
}

std::string withSingleSpaces(const std::string &text)
{
    std::string plain;
    plain.reserve(text.size());
    for (const char c : text) {
        const bool follows = !plain.empty() && (plain.back() == ' ' || plain.back() == '\n');
        if (c == '\n' && follows)
            plain.back() = '\n';
        else if (c == ' ' || c == '\t' || c == '\n')
            plain.append(follows ? 0 : 1, c == '\n' ? '\n' : ' ');
        else if (static_cast<unsigned char>(c) > 0x20 && c != 0x7f)
            plain += c;
    }
    return plain;
}

} // namespace

std::string plainForm(QStringView text)
{
    std::string plain;
    plain.reserve(std::size_t(text.size()));
    for (const QChar c : text)
        plain += plainCharacter(c.unicode());
    for (int i = 0; i < 2 && plain.find('%') != std::string::npos; ++i)
        plain = withoutPercents(plain);
    if (plain.find('&') != std::string::npos)
        plain = withoutEntities(plain);
    if (plain.find("/*") != std::string::npos)
        plain = withoutComments(plain);
    return withSingleSpaces(plain);
}

} // namespace tidegate
