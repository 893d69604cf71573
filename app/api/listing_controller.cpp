// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/listing_controller.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <QJsonArray>

#include <sodium.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

namespace {

constexpr auto quietInterval = 100ms;

QJsonObject toJson(const BoardItem &item)
{
    return {{u"id"_s, item.productId},
            {u"sku"_s, item.sku},
            {u"name"_s, item.name},
            {u"description"_s, item.description},
            {u"image_url"_s, item.imageUrl},
            {u"price"_s, tidegate::toJson(item.price)},
            {u"list_price"_s, tidegate::toJson(item.listPrice)},
            {u"available"_s, item.available()},
            {u"limit_per_shopper"_s, item.limitPerShopper > 0 ? QJsonValue(item.limitPerShopper) : QJsonValue()}};
}

QByteArray renderBody(const BoardSale *sale, UtcMillis now)
{
    QJsonObject answer{{u"sale"_s, QJsonValue()}, {u"products"_s, QJsonArray()}, {u"generated_at"_s, formatTime(now)}};
    if (sale) {
        answer[u"sale"_s] = QJsonObject{{u"id"_s, sale->id},
                                        {u"name"_s, sale->name},
                                        {u"starts_at"_s, formatTime(sale->startsAt)},
                                        {u"ends_at"_s, formatTime(sale->endsAt)}};
        QJsonArray products;
        for (const auto &item : sale->items)
            products.append(toJson(*item));
        answer[u"products"_s] = products;
    }
    return tidegate::toJson(answer);
}

QByteArray etagOf(const QByteArray &body)
{
    unsigned char hash[16];
    crypto_generichash(hash, sizeof hash, reinterpret_cast<const unsigned char *>(body.constData()),
                       static_cast<unsigned long long>(body.size()), nullptr, 0);
    return '"' + QByteArray(reinterpret_cast<const char *>(hash), sizeof hash).toHex() + '"';
}

/// RFC 9110, 13.1.2: a list of tags or "*"; weak comparison.
bool matches(const QByteArray &ifNoneMatch, const QByteArray &etag)
{
    return ifNoneMatch == "*" || ifNoneMatch.contains(etag);
}

} // namespace

ListingController::ListingController(Listing &listing, const SaleBoard &board, const Clock &clock, Metrics &metrics)
    : m_listing(listing)
    , m_board(board)
    , m_clock(clock)
    , m_hits(metrics.counter(u"tidegate_listing_total"_s, u"Answers of the listing by where they came from."_s,
                             {{u"cache"_s, u"hit"_s}}))
    , m_stale(metrics.counter(u"tidegate_listing_total"_s, u"Answers of the listing by where they came from."_s,
                              {{u"cache"_s, u"stale"_s}}))
    , m_misses(metrics.counter(u"tidegate_listing_total"_s, u"Answers of the listing by where they came from."_s,
                               {{u"cache"_s, u"miss"_s}}))
{
}

void ListingController::addRoutes(Router &router)
{
    router.add("GET", u"/flash/products"_s,
               AsyncHandler([this](std::shared_ptr<const Request> request) { return products(std::move(request)); }));
}

QCoro::Task<Response> ListingController::products(std::shared_ptr<const Request> request)
{
    QCoro::Task<Result<Listing::State>> refreshing = m_listing.refresh();
    const Result<Listing::State> listed = co_await refreshing;
    if (!listed)
        co_return Response::problem(listed.error(), *request);
    (listed->state == CacheState::Hit ? m_hits : listed->state == CacheState::Stale ? m_stale : m_misses).add();
    const auto rendered = current();
    const auto age = std::chrono::duration_cast<std::chrono::seconds>(listed->age);
    Response response;
    response.headers = {{"ETag", rendered->etag},
                        {"Cache-Control", "public, max-age=1, stale-while-revalidate=30"},
                        {"Age", QByteArray::number(qint64(age.count()))},
                        {"X-Cache", cacheStateName(listed->state).toLatin1()}};
    if (matches(request->header("if-none-match"), rendered->etag)) {
        response.status = 304;
        co_return response;
    }
    response.contentType = "application/json";
    response.body = rendered->body;
    co_return response;
}

std::shared_ptr<const ListingController::Rendered> ListingController::current()
{
    auto rendered = m_rendered.get();
    if (rendered && isCurrent(*rendered))
        return rendered;
    return render();
}

bool ListingController::isCurrent(const Rendered &rendered) const
{
    if (rendered.urgentChanges != m_board.urgentChanges() || m_clock.utc() >= rendered.validUntil)
        return false;
    return rendered.changes == m_board.changes() || m_clock.monotonic() - rendered.at < quietInterval;
}

std::shared_ptr<const ListingController::Rendered> ListingController::render()
{
    auto rendered = std::make_shared<Rendered>();
    // Read before the board: a change in between makes the next request render again, never this one look newer than it is.
    rendered->changes = m_board.changes();
    rendered->urgentChanges = m_board.urgentChanges();
    rendered->at = m_clock.monotonic();
    const auto snapshot = m_board.snapshot();
    const UtcMillis now = m_clock.utc();
    rendered->validUntil = snapshot->nextChange(now);
    rendered->body = renderBody(snapshot->openSale(now), now);
    rendered->etag = etagOf(rendered->body);
    m_rendered.set(rendered);
    return rendered;
}

} // namespace tidegate
