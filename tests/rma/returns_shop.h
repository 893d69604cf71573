// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rma/return_invariants.h"
#include "core/rma/rma_queries.h"
#include "core/rma/rma_service.h"
#include "core/sale/order_store.h"
#include "shop.h"

namespace tidegate::test {

struct SoldLine {
    QString sku;
    qint64 quantity = 1;
    qint64 price = 1'000;
    qint64 discount = 0;
    qint64 tax = 0;
};

struct SoldOrder {
    std::vector<SoldLine> lines;
    QString shopper = QStringLiteral("ann");
    QString currency = QStringLiteral("EUR");
    qint64 discount = 0;
    qint64 shipping = 0;
    QString method = QStringLiteral("card");
    QString language{};
};

/// A shop with returns and one of the staff of each role. Products A, B and C have 100 in stock.
class ReturnsShop : public Shop
{
public:
    RmaService rma{*store, refunds, board, clock, random, RmaOptions{.fourEyesAbove = 20'000}};
    RmaQueries queries{*store, clock};
    ReturnRulesService rules{*store};
    const StaffActor admin{QStringLiteral("staff-0"), QStringLiteral("ada"), StaffRole::Admin};
    const StaffActor otherFinance{QStringLiteral("staff-4"), QStringLiteral("flo"), StaffRole::Finance};

    ReturnsShop();

    /// A paid order of which nothing is shipped.
    Order sell(const SoldOrder &sold);
    /// Ships what is left of an order, or of its first line `quantity`.
    void ship(const Order &order, qint64 quantity = 0);
    /// What a feed does: so many are there, but what is promised stays.
    void setStock(const QString &sku, qint64 count);
    /// From now on the database refuses to change this return.
    void refuseToChange(const QString &rmaId);
    /// A paid order that was shipped whole.
    Order sellAndShip(const SoldOrder &sold);

    RmaAction by(const StaffActor &actor, const Rma &of) const;
    static RmaAction byShopper(const QString &shopper, const QString &rmaId = {});
    NewRma all(const Order &order) const;
    Rma find(const QString &id);

    /// A return of everything in an order, brought to a state on the straight way; all units accepted and put into `stock`.
    Rma submitted(const Order &order);
    Rma approved(const Order &order);
    Rma received(const Order &order);
    Rma inspected(const Order &order, StockClass stock = StockClass::Quarantine);
    Rma decided(const Order &order, DispositionKind kind = DispositionKind::Refund, qint64 fee = 0,
                StockClass stock = StockClass::Quarantine);
    Rma completing(const Order &order, DispositionKind kind = DispositionKind::Refund, qint64 fee = 0,
                   StockClass stock = StockClass::Quarantine);

    std::vector<UnitFinding> findings(Rma of, StockClass stock, Verdict verdict = Verdict::Accept) const;
    std::vector<UnitDecision> decisions(Rma of, DispositionKind kind, qint64 fee = 0) const;
    Rma inspect(const Rma &of, const std::vector<UnitFinding> &findings);
    Rma decide(const Rma &of, const std::vector<UnitDecision> &decisions);
    Rma complete(const Rma &of, const StaffActor &actor);
    Rma complete(const Rma &of) { return complete(of, otherFinance); }
    /// One pass over the refunds that are due.
    void sendRefunds();

    /// Of returns, of everything else, and of the audit chain.
    QStringList allViolations();
    qint64 bucket(const QString &sku, const QString &bucket);
    qint64 onHand(const QString &sku);

    /// The value, or the end of the test program.
    template <typename T>
    static T must(Result<T> result)
    {
        if (!result)
            qFatal("%s: %s", qPrintable(errorName(result.error().code)), qPrintable(result.error().detail));
        return *std::move(result);
    }
    static Rma must(Async<Result<RmaAnswer>> answer) { return must(answer.get()).rma; }
    /// The name of the refusal; "done" where there is none.
    template <typename T>
    static QString refusal(Async<Result<T>> answer)
    {
        const auto result = answer.get();
        return result ? QStringLiteral("done") : errorName(result.error().code);
    }
    /// The code of its first field.
    template <typename T>
    static QString fieldCode(Async<Result<T>> answer)
    {
        const auto result = answer.get();
        return result || result.error().fields.empty() ? QStringLiteral("none") : result.error().fields.front().code;
    }
};

} // namespace tidegate::test
