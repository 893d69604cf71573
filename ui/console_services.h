// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/money.h"
#include "core/resilience/circuit_breaker.h"
#include "core/sale/order_queries.h"
#include "ui/answer.h"

#include <QString>
#include <QStringList>

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

namespace tidegate {

class JobServices;
class MailTemplateServices;
class OrderServices;
class PartnerServices;
class ReturnServices;
class StaffServices;
class WebhookServices;

/// What the embedded server is doing. Rates and counts are those of the last full second. Where servers run elsewhere, only `at` and
/// `store` are known.
struct LatencyFigures {
    qint64 count = 0; ///< requests answered; without any, the percentiles mean nothing
    std::chrono::nanoseconds p50{0};
    std::chrono::nanoseconds p95{0};
    std::chrono::nanoseconds p99{0};

    bool operator==(const LatencyFigures &) const = default;
};

struct RefusalRate {
    ErrorCode cause = ErrorCode::Internal;
    double perSecond = 0;

    bool operator==(const RefusalRate &) const = default;
};

struct BreakerFigures {
    QString method; ///< stable id, "card"
    QString name;   ///< for people
    BreakerState state = BreakerState::Closed;
    std::chrono::milliseconds retryIn{0}; ///< open: until one payment is let through to try
    int failures = 0;                     ///< closed: within the window
    int threshold = 0;                    ///< at which it opens

    bool operator==(const BreakerFigures &) const = default;
};

/// Answers of the listing.
struct CacheFigures {
    qint64 hits = 0;
    qint64 stale = 0; ///< answered from the cache while it was being refreshed
    qint64 misses = 0;

    bool operator==(const CacheFigures &) const = default;
};

struct StoreFigures {
    bool writable = true;
    QString problem; ///< one sentence for people where not writable
    qint64 queueLength = 0;

    bool operator==(const StoreFigures &) const = default;
};

struct LiveFigures {
    UtcMillis at = 0;
    double requestsPerSecond = 0;
    LatencyFigures latency;
    double checkoutsPerSecond = 0;        ///< paid
    std::vector<RefusalRate> refusals;    ///< refused or failed checkouts; a cause may be missing where it is 0
    std::vector<BreakerFigures> breakers; ///< one per payment method, always in the same order
    CacheFigures cache;
    qint64 inFlight = 0;
    qint64 connections = 0;
    StoreFigures store;

    bool operator==(const LiveFigures &) const = default;
};

/// The stock of one item of a sale, by the sale's own counters, which each checkout moves together with its order.
struct StockFigures {
    QString saleId;
    QString saleName;
    QString sku;
    QString name;
    qint64 sold = 0;
    qint64 held = 0; ///< in orders whose payment is under way
    qint64 quota = 0;

    [[nodiscard]] qint64 left() const { return quota - sold - held; }
    bool operator==(const StockFigures &) const = default;
};

/// An item whose counters tell other than its orders: a defect, or somebody who changed the database past the program.
struct StockDifference {
    QString saleId;
    QString sku;
    QString name;

    bool operator==(const StockDifference &) const = default;
};

/// The orders counted anew.
struct StockProof {
    UtcMillis at = 0; ///< when they were counted
    std::vector<StockDifference> differences;

    bool operator==(const StockProof &) const = default;
};

/// Read from the database in one transaction.
struct OrderTotals {
    UtcMillis asOf = 0; ///< when they were read
    qint64 paid = 0;
    qint64 inPayment = 0;
    qint64 declined = 0;
    qint64 released = 0;              ///< not paid; the stock was given back
    std::vector<Money> revenue;       ///< of the paid ones, one per currency
    std::vector<RefundTotal> refunds; ///< by kind, state and currency

    bool operator==(const OrderTotals &) const = default;
};

enum class SaleState { Scheduled, Running, Paused, Ended };

struct SaleItemView {
    QString sku;
    QString name;
    Money price;
    Money listPrice;
    qint64 quota = 0;
    qint64 limitPerShopper = 0; ///< 0: none
    qint64 sold = 0;
    qint64 held = 0;

    bool operator==(const SaleItemView &) const = default;
};

struct SaleView {
    QString id;
    QString name;
    UtcMillis startsAt = 0;
    UtcMillis endsAt = 0;
    SaleState state = SaleState::Scheduled;
    bool editable = false; ///< nothing was sold or held yet
    qint64 version = 0;
    std::vector<SaleItemView> items;

    bool operator==(const SaleView &) const = default;
};

struct SaleDraftItem {
    QString sku;
    Money price;
    qint64 quota = 0;
    qint64 limitPerShopper = 0; ///< 0: none
};

struct SaleDraft {
    QString id;         ///< empty: a new one
    qint64 version = 0; ///< of the sale that is changed
    QString name;
    UtcMillis startsAt = 0;
    UtcMillis endsAt = 0;
    std::vector<SaleDraftItem> items;
};

enum class SaleStep { StartNow, Pause, Resume, End };

struct ProductHit {
    QString sku;
    QString name;
    Money price;
    qint64 available = 0; ///< what can still be promised

    bool operator==(const ProductHit &) const = default;
};

struct ImportFormat {
    QString id;
    QString name; ///< for people
};

struct ImportRequest {
    QString file;
    QString format;                       ///< an ImportFormat's id; empty: by content
    Currency currency = Currency::euro(); ///< of prices that do not name their own
    bool dryRun = false;                  ///< tells what would happen and changes nothing
};

struct ImportStage {
    qint64 rows = 0;  ///< dealt with
    qint64 total = 0; ///< in the file; 0: not counted yet
};

/// `rows` is the sum of created, updated, unchanged, rejected and passedOver.
struct ImportOutcome {
    QString format; ///< the name of the one that was read
    qint64 rows = 0;
    qint64 created = 0;
    qint64 updated = 0;
    qint64 unchanged = 0;
    qint64 rejected = 0;
    qint64 passedOver = 0;          ///< rows that bring no product, such as one more picture
    std::vector<FieldError> errors; ///< the first ones, in the order of the file
    qint64 errorCount = 0;
    std::vector<FieldError> notes; ///< what was read otherwise than it stands there; the first ones
    qint64 noteCount = 0;
    bool cancelled = false;       ///< what had been imported before stays
    std::optional<Error> stopped; ///< what ended it half way, such as a full disk; likewise
};

/// Everything that the console window asks of the rest of the program. Called on the GUI thread alone; no call blocks.
class ConsoleServices
{
public:
    virtual ~ConsoleServices() = default;

    // For the panels of one subject each. They live as long as this.
    [[nodiscard]] virtual PartnerServices &partnerServices() = 0;
    [[nodiscard]] virtual JobServices &jobServices() = 0;
    [[nodiscard]] virtual WebhookServices &webhookServices() = 0;
    [[nodiscard]] virtual MailTemplateServices &mailTemplateServices() = 0;
    [[nodiscard]] virtual ReturnServices &returnServices() = 0;
    [[nodiscard]] virtual OrderServices &orderServices() = 0;
    [[nodiscard]] virtual StaffServices &staffServices() = 0;

    /// Where this program serves ("http://127.0.0.1:8480"); empty where servers run elsewhere. Constant.
    [[nodiscard]] virtual QStringList serverAddresses() const = 0;

    virtual void liveFigures(Answer<LiveFigures> answer) = 0;
    /// Every item of the sales that have not ended, the running ones first.
    virtual void openStock(Answer<std::vector<StockFigures>> answer) = 0;
    virtual void saleStock(const QString &saleId, Answer<std::vector<StockFigures>> answer) = 0;
    /// Counts from the orders what was sold and is held of every item of every sale. Reads all orders, so: now and then.
    virtual void proveStock(Answer<StockProof> answer) = 0;
    virtual void orderTotals(Answer<OrderTotals> answer) = 0;

    /// The latest start first.
    virtual void sales(Answer<std::vector<SaleView>> answer) = 0;
    /// Refuses with InvalidRequest and every field that is wrong: "name", "starts_at", "ends_at", "items", or an item's as
    /// "items[2].quota" (from 0; sku, price, quota, limit_per_shopper). Conflict: somebody else changed the sale meanwhile.
    virtual void saveSale(const SaleDraft &draft, Answer<SaleView> answer) = 0;
    virtual void steerSale(const QString &saleId, SaleStep step, Answer<SaleView> answer) = 0;
    /// Products whose SKU or name holds the text; all for an empty one.
    virtual void searchProducts(const QString &text, int limit, Answer<std::vector<ProductHit>> answer) = 0;

    [[nodiscard]] virtual std::vector<ImportFormat> importFormats() const = 0;
    /// One at a time. `progress` comes a few times a second, on the GUI thread, before the answer. A failure means that the file is refused
    /// as a whole; rows that are refused are part of the outcome.
    virtual void importCatalogue(const ImportRequest &request, std::function<void(ImportStage)> progress,
                                 Answer<ImportOutcome> answer) = 0;
    /// The import under way ends soon, with `cancelled` in its outcome.
    virtual void cancelImport() = 0;
};

} // namespace tidegate
