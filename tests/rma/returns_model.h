// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rma/rma_service.h"

#include <map>
#include <set>

namespace tidegate::test {

/// What is known of one unit.
struct ModelUnit {
    qint64 share = 0;
    std::size_t orderUnit = 0; ///< of the order's line, from 0
    UnitPlace place = UnitPlace::Expected;
    std::optional<Verdict> verdict{};
    std::optional<DispositionKind> kind{};
    DispositionState state = DispositionState::Decided;
    qint64 amount = 0;
    QString decider{};
    std::set<QString> inspectors{};
    QString refundId{};
};

struct ModelLine {
    QString id;
    QString sku;
    std::size_t orderLine = 0;
    std::vector<ModelUnit> units;
    qint64 received = 0;
    qint64 missing = 0;

    [[nodiscard]] qint64 open() const { return qint64(units.size()) - received - missing; }
};

struct ModelRma {
    QString id;
    RmaState state = RmaState::Submitted;
    qint64 version = 1;
    UtcMillis approvedAt = 0;
    std::vector<ModelLine> lines{};
    std::set<QString> inspectors{};

    [[nodiscard]] std::vector<ModelUnit *> units();
    [[nodiscard]] RmaState stateAfter();
};

struct ModelRefund {
    RefundState state = RefundState::Pending;
    bool inDoubt = false;
    std::size_t units = 0; ///< that it was made for
    qint64 amount = 0;
    QString clearedBy{}; ///< who said that it was surely not paid, since it was last sent again
};

struct ModelStock {
    qint64 onHand = 0;
    qint64 allocated = 0;
    std::map<UnitPlace, qint64> buckets{};

    [[nodiscard]] qint64 available() const { return onHand - allocated; }
};

/// A finding or decision by the positions of line and unit.
struct ModelFinding {
    std::size_t line = 0;
    std::size_t unit = 0;
    Verdict verdict = Verdict::Accept;
    StockClass stock = StockClass::Quarantine;
};
struct ModelDecision {
    std::size_t line = 0;
    std::size_t unit = 0;
    DispositionKind kind = DispositionKind::Refund;
    qint64 fee = 0;
};
struct ModelReceipt {
    std::size_t line = 0;
    qint64 quantity = 0;
    qint64 missing = 0;
};

/// One return and what it touches, in plain memory: a second, simple account of what the rules ask for. Each step says how it must end ("done", or the
/// name of the refusal) and, where it is done, changes this. Copy it first to ask only.
class ReturnsModel
{
public:
    static constexpr qint64 fourEyesAbove = 600;

    ModelRma rma;
    std::map<QString, ModelStock> stock;
    std::map<QString, ModelRefund> refunds; ///< as the shop has them; the gateway is not modelled here
    qint64 credit = 0;

    /// Another return of the same order takes this one's place.
    void begin(ModelRma next);
    QString simple(RmaStep step, UtcMillis now); ///< validate, approve, decline, cancel, send, expire
    QString receive(const std::vector<ModelReceipt> &rows);
    QString inspect(const std::vector<ModelFinding> &findings, const QString &inspector);
    QString decide(const std::vector<ModelDecision> &decisions, const QString &decider);
    QString complete(const QString &actor);
    QString repair(std::size_t line, std::size_t unit, bool repaired);
    QString retry(const QString &actor);
    QString reopen();
    /// A refund is in another state now, and the return with it.
    void refundIs(const QString &id, RefundState state);

    /// Whether the step is legal now.
    [[nodiscard]] bool isLegal(RmaStep step) const;
    /// How it must end where the failed refund is sent again, with all others that its return waits for or alone.
    [[nodiscard]] QString retryOf(const QString &refundId, const QString &actor);

private:
    [[nodiscard]] bool mayRetry(const QString &refundId);
    QString inspectUnit(const ModelFinding &finding, const QString &inspector);
    QString decideUnit(const ModelDecision &decision, const QString &decider);
    std::vector<ModelUnit> m_given; ///< by the returns before

    bool move(const QString &sku, UnitPlace from, UnitPlace to);
    void advance(RmaState state);
};

/// Whether one of the staff may take the step.
bool roleMay(StaffRole role, RmaStep step);

} // namespace tidegate::test
