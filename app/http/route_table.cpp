// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/route_table.h"

#include "app/http/request_target.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

bool isParameter(const QString &segment)
{
    return segment.startsWith(u'{');
}

/// "/orders/mine" is asked before "/orders/{id}".
bool isMoreSpecific(const QStringList &a, const QStringList &b)
{
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                        [](const QString &x, const QString &y) { return !isParameter(x) && isParameter(y); });
}

/// Empty where a segment can't be decoded.
QStringList decodedSegments(const QByteArray &rawPath)
{
    QStringList segments;
    for (const QByteArray &raw : rawPath.split('/')) {
        const std::optional<QString> segment = percentDecoded(raw);
        if (!segment)
            return {};
        segments.append(*segment);
    }
    return segments;
}

} // namespace

void RouteTable::add(Route route)
{
    Path &path = pathOf(route.pattern);
    const bool isTaken =
        std::any_of(path.routes.begin(), path.routes.end(), [&](const Route *known) { return known->method == route.method; });
    if (isTaken)
        qFatal("two handlers for %s %s", route.method.constData(), qPrintable(route.pattern));
    route.index = m_routes.size();
    path.allow += (path.allow.isEmpty() ? "" : ", ") + route.method + (route.method == "GET" ? ", HEAD" : "");
    path.routes.push_back(m_routes.emplace_back(std::make_unique<Route>(std::move(route))).get());
}

RouteTable::Path &RouteTable::pathOf(const QString &pattern)
{
    const auto known = std::find_if(m_paths.begin(), m_paths.end(), [&](const auto &path) { return path->pattern == pattern; });
    if (known != m_paths.end())
        return **known;
    auto path = std::make_unique<Path>();
    path->pattern = pattern;
    path->segments = pattern.split(u'/');
    if (!pattern.contains(u'{'))
        m_literals.insert(pattern.toUtf8(), path.get());
    const auto place = std::upper_bound(m_paths.begin(), m_paths.end(), path,
                                        [](const auto &a, const auto &b) { return isMoreSpecific(a->segments, b->segments); });
    return **m_paths.insert(place, std::move(path));
}

const Route *RouteTable::routeFor(const Path &path, const QByteArray &method)
{
    const auto serving = [&path](QByteArrayView wanted) {
        const auto found =
            std::find_if(path.routes.begin(), path.routes.end(), [&](const Route *route) { return route->method == wanted; });
        return found == path.routes.end() ? nullptr : *found;
    };
    const Route *const route = serving(method);
    return route || method != "HEAD" ? route : serving("GET");
}

bool RouteTable::fits(const Path &path, const QStringList &segments, RouteMatch &match)
{
    if (path.segments.size() != segments.size())
        return false;
    match.parameters.clear();
    for (qsizetype i = 0; i < segments.size(); ++i) {
        const QString &wanted = path.segments[i];
        if (isParameter(wanted) && !segments[i].isEmpty())
            match.parameters.emplace_back(wanted.sliced(1, wanted.size() - 2), segments[i]);
        else if (wanted != segments[i])
            return false;
    }
    return true;
}

RouteMatch RouteTable::match(const QByteArray &method, const QByteArray &rawPath) const
{
    const Path *const literal = m_literals.value(rawPath);
    if (const Route *const route = literal ? routeFor(*literal, method) : nullptr)
        return {route, {}, {}};
    return matchSegments(method, rawPath);
}

RouteMatch RouteTable::matchSegments(const QByteArray &method, const QByteArray &rawPath) const
{
    const QStringList segments = decodedSegments(rawPath);
    RouteMatch match;
    QByteArray allow;
    for (const auto &path : m_paths) {
        if (!fits(*path, segments, match))
            continue;
        match.route = routeFor(*path, method);
        if (match.route)
            return match;
        allow += (allow.isEmpty() ? "" : ", ") + path->allow;
    }
    return {nullptr, allow, {}};
}

} // namespace tidegate
