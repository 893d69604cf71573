// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/router.h"

#include "app/http/route_table.h"

namespace tidegate {

Router::Router()
    : m_impl(std::make_unique<Impl>())
{
}

Router::~Router() = default;

void Router::add(const QByteArray &method, const QString &pattern, Handler handler, RouteOptions options)
{
    m_impl->table.add({method, pattern, std::move(handler), {}, std::move(options)});
}

void Router::add(const QByteArray &method, const QString &pattern, AsyncHandler handler, RouteOptions options)
{
    m_impl->table.add({method, pattern, {}, std::move(handler), std::move(options)});
}

std::vector<std::pair<QByteArray, QString>> Router::routes() const
{
    std::vector<std::pair<QByteArray, QString>> routes;
    for (const auto &route : m_impl->table.routes())
        routes.emplace_back(route->method, route->pattern);
    return routes;
}

} // namespace tidegate
