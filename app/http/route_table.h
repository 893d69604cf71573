// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/router.h"

#include <QHash>

#include <memory>

namespace tidegate {

/// One handler with what it serves; exactly one of the two handlers is set.
struct Route {
    QByteArray method;
    QString pattern;
    Handler handler;
    AsyncHandler asyncHandler;
    RouteOptions options;
    std::size_t index = 0; ///< its place in RouteTable::routes()
};

struct RouteMatch {
    const Route *route = nullptr; ///< null: none for this path, or none for this method
    QByteArray allow;             ///< the path's methods where the method is none of them; empty: the path is unknown
    std::vector<std::pair<QString, QString>> parameters;
};

/// What a Router holds. Read by all I/O threads at once; filled before they start.
class RouteTable
{
public:
    void add(Route route);
    /// `rawPath` is percent-encoded, so that an encoded slash does not part segments.
    [[nodiscard]] RouteMatch match(const QByteArray &method, const QByteArray &rawPath) const;
    [[nodiscard]] const std::vector<std::unique_ptr<Route>> &routes() const { return m_routes; }

private:
    /// All routes of one pattern.
    struct Path {
        QString pattern;
        QStringList segments; ///< "{name}" for a parameter
        std::vector<const Route *> routes;
        QByteArray allow;
    };

    Path &pathOf(const QString &pattern);
    static const Route *routeFor(const Path &path, const QByteArray &method);
    static bool fits(const Path &path, const QStringList &segments, RouteMatch &match);
    RouteMatch matchSegments(const QByteArray &method, const QByteArray &rawPath) const;

    std::vector<std::unique_ptr<Route>> m_routes;
    std::vector<std::unique_ptr<Path>> m_paths; ///< those with literal segments before those with parameters
    QHash<QByteArray, const Path *> m_literals; ///< those without parameters
};

class Router::Impl
{
public:
    RouteTable table;
};

} // namespace tidegate
