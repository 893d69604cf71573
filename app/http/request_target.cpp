// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/request_target.h"

#include <QList>

#include <algorithm>

namespace tidegate {

namespace {

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/// Browsers leave some characters as they are that RFC 3986 wants encoded ("[", "|"); those pass.
bool isTargetCharacter(char c)
{
    return c > 0x20 && c < 0x7f && c != '"' && c != '<' && c != '>' && c != '\\' && c != '#';
}

bool isSoundlyEncoded(QByteArrayView text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (!isTargetCharacter(text[i]))
            return false;
        if (text[i] != '%')
            continue;
        if (i + 2 >= text.size())
            return false;
        const int high = hexDigit(text[i + 1]);
        const int low = hexDigit(text[i + 2]);
        if (high < 0 || low < 0 || (high == 0 && low == 0))
            return false;
        i += 2;
    }
    return true;
}

bool hasDotSegment(QStringView path)
{
    for (const QStringView segment : path.split(u'/')) {
        if (segment == u"." || segment == u"..")
            return true;
    }
    return false;
}

bool isReachablePath(const QString &path)
{
    const auto isControl = [](QChar c) { return c < u' ' || (c >= u'\x7f' && c <= u'\x9f'); };
    const bool hasControl = std::any_of(path.begin(), path.end(), isControl);
    return !hasControl && !(path.contains(u'.') && hasDotSegment(path));
}

bool startsWithIgnoringCase(QByteArrayView text, QByteArrayView prefix)
{
    return text.size() >= prefix.size() && text.first(prefix.size()).compare(prefix, Qt::CaseInsensitive) == 0;
}

qsizetype firstOf(QByteArrayView text, QByteArrayView characters)
{
    const auto at = std::find_first_of(text.begin(), text.end(), characters.begin(), characters.end());
    return at - text.begin();
}

} // namespace

std::optional<QString> percentDecoded(QByteArrayView text)
{
    if (!isSoundlyEncoded(text))
        return std::nullopt;
    if (!text.contains('%'))
        return QString::fromLatin1(text);
    const QByteArray decoded = QByteArray::fromPercentEncoding(text.toByteArray());
    if (!decoded.isValidUtf8())
        return std::nullopt;
    return QString::fromUtf8(decoded);
}

bool isAuthority(QByteArrayView text)
{
    if (text.isEmpty())
        return false;
    qsizetype hostEnd = 0;
    if (text.front() == '[') {
        hostEnd = text.indexOf(']') + 1;
        const QByteArrayView inside = text.sliced(1, std::max<qsizetype>(hostEnd - 2, 0));
        const bool sound =
            std::all_of(inside.begin(), inside.end(), [](char c) { return hexDigit(c) >= 0 || c == ':' || c == '.'; });
        if (hostEnd == 0 || inside.isEmpty() || !sound)
            return false;
    } else {
        hostEnd = firstOf(text, ":");
        const QByteArrayView host = text.first(hostEnd);
        const bool sound = std::all_of(host.begin(), host.end(), [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '_';
        });
        if (host.isEmpty() || !sound)
            return false;
    }
    if (hostEnd == text.size())
        return true;
    const QByteArrayView port = text.sliced(hostEnd + 1);
    return text[hostEnd] == ':' && port.size() <= 5
        && std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<RequestTarget> parseTarget(QByteArrayView method, QByteArrayView target)
{
    if (target == "*" && method == "OPTIONS")
        return RequestTarget{"*", {}, QString(u'*')};
    if (target.isEmpty())
        return std::nullopt;
    if (target.front() != '/') {
        const qsizetype scheme = startsWithIgnoringCase(target, "http://") ? 7
            : startsWithIgnoringCase(target, "https://")                   ? 8
                                                                           : 0;
        if (scheme == 0)
            return std::nullopt;
        target = target.sliced(scheme);
        const qsizetype end = firstOf(target, "/?");
        if (!isAuthority(target.first(end)))
            return std::nullopt;
        target = target.sliced(end);
    }
    const qsizetype question = firstOf(target, "?");
    const QByteArrayView rawPath = question == 0 ? QByteArrayView("/") : target.first(question);
    const QByteArrayView rawQuery = target.sliced(std::min(question + 1, target.size()));
    const std::optional<QString> path = percentDecoded(rawPath);
    if (!path || !isReachablePath(*path) || !isSoundlyEncoded(rawQuery))
        return std::nullopt;
    return RequestTarget{rawPath.toByteArray(), rawQuery.toByteArray(), *path};
}

} // namespace tidegate
