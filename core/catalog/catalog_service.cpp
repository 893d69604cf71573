// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/catalog/catalog_service.h"

#include "core/base/id.h"
#include "core/base/json.h"
#include "core/catalog/product_table.h"
#include "core/feed/product_row.h"

#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

struct Adjustment {
    QString sku;
    qint64 delta = 0;
    QString reason;
    QString actor;
    QString requestId;
};

Result<Done> check(const Adjustment &adjustment)
{
    if (adjustment.delta == 0 || adjustment.delta > ProductRules::maximumStock || adjustment.delta < -ProductRules::maximumStock)
        return invalidField(u"delta"_s, u"out_of_range"_s, u"Say how many pieces are to be added or taken away."_s);
    if (adjustment.reason.isEmpty() || adjustment.reason.size() > 200)
        return invalidField(u"reason"_s, u"missing"_s, u"Say in 1 to 200 characters why the stock changes."_s);
    return Done{};
}

Result<Product> adjust(WriteTransaction &transaction, const Adjustment &adjustment, const Clock &clock, Random &random)
{
    const std::optional<Product> before = findProduct(transaction, adjustment.sku);
    if (!before)
        return failure(ErrorCode::ProductNotFound, u"sku %1"_s.arg(adjustment.sku));
    if (before->available() + adjustment.delta < 0) {
        return failure(ErrorCode::OutOfStock,
                       u"sku %1: %2 on hand, of which %3 are promised to orders"_s.arg(adjustment.sku)
                           .arg(before->onHand)
                           .arg(before->held + before->allocated));
    }
    if (before->onHand + adjustment.delta > ProductRules::maximumStock)
        return invalidField(u"delta"_s, u"out_of_range"_s, u"The stock would exceed %1."_s.arg(ProductRules::maximumStock));
    const QString id = newId(clock, random);
    moveStock(transaction,
              {id, adjustment.sku, adjustment.delta, adjustment.reason, u"adjustment"_s, id, u"adjust"_s, adjustment.actor});
    Product after = *before;
    after.onHand += adjustment.delta;
    transaction.audit({adjustment.actor, u"stock.adjusted"_s, u"product"_s, after.id, toJson({{u"on_hand"_s, before->onHand}}),
                       toJson({{u"on_hand"_s, after.onHand}, {u"reason"_s, adjustment.reason}}), adjustment.requestId});
    bumpCatalogRevision(transaction);
    return after;
}

} // namespace

CatalogService::CatalogService(Store &store, const Clock &clock, Random &random, const FeedRegistry &formats)
    : m_store(store)
    , m_clock(clock)
    , m_random(random)
    , m_formats(formats)
{
    m_worker.setMaxThreadCount(1);
}

CatalogService::~CatalogService()
{
    m_stopping = true;
    m_worker.waitForDone();
}

Async<Result<ImportReport>> CatalogService::importFile(const QString &file, const ImportOptions &options,
                                                       std::function<void(const ImportProgress &)> progress, CancelToken cancel)
{
    Promise<Result<ImportReport>> promise;
    if (!cancel)
        cancel = std::make_shared<std::atomic<bool>>(false);
    m_worker.start([this, file, options, progress = std::move(progress), cancel, promise]() mutable {
        const auto watched = [&](const ImportProgress &now) {
            if (m_stopping)
                *cancel = true;
            if (progress)
                progress(now);
        };
        promise.deliver(importCatalogFile(m_store, m_formats, m_clock, m_random, file, options, watched, *cancel));
    });
    return promise.async();
}

Async<Result<ProductPage>> CatalogService::search(const QString &text, int limit, const QString &cursor)
{
    return m_store.read([text, limit = std::clamp(limit, 1, 200), cursor](ReadTransaction &transaction) -> Result<ProductPage> {
        return searchProducts(transaction, text, limit, cursor);
    });
}

Async<Result<Product>> CatalogService::product(const QString &sku)
{
    return m_store.read([sku](ReadTransaction &transaction) -> Result<Product> {
        std::optional<Product> found = findProduct(transaction, sku);
        if (!found)
            return failure(ErrorCode::ProductNotFound, u"sku %1"_s.arg(sku));
        return *std::move(found);
    });
}

Async<Result<Product>> CatalogService::adjustStock(const QString &sku, qint64 delta, const QString &reason, const QString &actor,
                                                   const QString &requestId)
{
    const Adjustment adjustment{sku, delta, reason.trimmed(), actor, requestId};
    return m_store.write([adjustment, &clock = m_clock, &random = m_random](WriteTransaction &transaction) -> Result<Product> {
        if (const Result<Done> checked = check(adjustment); !checked)
            return tl::unexpected(checked.error());
        return adjust(transaction, adjustment, clock, random);
    });
}

} // namespace tidegate
