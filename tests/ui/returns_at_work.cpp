// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns_at_work.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr UtcMillis hour = 3'600'000;

RmaLine line(const QString &id, const QString &sku, const QString &name, qint64 quantity, ReturnReason reason,
             const QString &note, qint64 price)
{
    RmaLine made{id, u"order-"_s + id, sku, name, quantity, quantity, 0, 0, reason, note, {}};
    for (qint64 unit = 1; unit <= quantity; ++unit) {
        made.units.push_back({id, unit, unit, price, 0, price * 19 / 119, 250, UnitPlace::Expected, {}, {}});
    }
    return made;
}

void inspect(RmaUnit &unit, ItemGrade grade, Verdict verdict, StockClass stock, const QString &reason, UtcMillis at)
{
    unit.inspection = RmaInspection{u"inspection-%1-%2"_s.arg(unit.lineId).arg(unit.unit),
                                    unit.lineId,
                                    unit.unit,
                                    grade,
                                    verdict,
                                    reason,
                                    stock,
                                    u"staff:willem"_s,
                                    u"staff-7"_s,
                                    {},
                                    at};
    unit.place = stock == StockClass::Restock ? UnitPlace::Sellable
        : stock == StockClass::Scrap          ? UnitPlace::Scrap
                                              : UnitPlace::Quarantine;
}

void decide(RmaUnit &unit, DispositionKind kind, DispositionState state, qint64 fee, UtcMillis at)
{
    const bool pays = kind == DispositionKind::Refund || kind == DispositionKind::StoreCredit;
    RmaDisposition decided;
    decided.id = u"disposition-%1-%2"_s.arg(unit.lineId).arg(unit.unit);
    decided.lineId = unit.lineId;
    decided.unit = unit.unit;
    decided.inspectionId = unit.inspection->id;
    decided.kind = kind;
    decided.amount = pays ? unit.share() - fee : 0;
    decided.fee = pays ? fee : 0;
    decided.state = state;
    decided.decidedBy = u"staff:fiona"_s;
    decided.decidedById = u"staff-9"_s;
    decided.decidedAt = at;
    unit.disposition = decided;
}

} // namespace

RmaDetails returnUnderWay(UtcMillis now)
{
    RmaDetails details;
    Rma &rma = details.rma;
    rma.summary.id = u"rma-1"_s;
    rma.summary.number = u"R-7K3QD-2MX9B"_s;
    rma.summary.orderId = u"order-1"_s;
    rma.summary.email = u"ines.keller@example.com"_s;
    rma.summary.state = RmaState::InTransit;
    rma.summary.units = 4;
    rma.summary.createdAt = now - 90 * hour;
    rma.summary.updatedAt = now - 20 * hour;
    rma.summary.dueAt = now + 200 * hour;
    rma.summary.version = 4;
    rma.tracking = u"1Z 999 AA1 01 2345 6784"_s;
    rma.lines = {line(u"line-1"_s, u"PINE-M"_s, u"Rain jacket “Pine”, M"_s, 2, ReturnReason::DoesNotFit,
                      u"Too tight at the shoulders"_s, 8'990),
                 line(u"line-2"_s, u"LAMP-2"_s, u"Desk lamp with two joints"_s, 1, ReturnReason::Damaged,
                      u"The glass was broken"_s, 4'500),
                 line(u"line-3"_s, u"KETTLE"_s, u"Kettle, 1.7 l"_s, 1, ReturnReason::ChangedMind, {}, 2'995)};
    qint64 value = 0;
    for (const RmaLine &one : rma.lines) {
        for (const RmaUnit &unit : one.units) {
            value += unit.share();
        }
    }
    rma.summary.value = {value, Currency::euro()};
    return details;
}

RmaDetails returnReceived(UtcMillis now)
{
    RmaDetails details = returnUnderWay(now);
    Rma &rma = details.rma;
    rma.summary.state = RmaState::Received;
    rma.summary.version = 5;
    for (RmaLine &one : rma.lines) {
        const bool came = one.sku != u"KETTLE";
        (came ? one.received : one.missing) = one.quantity;
        for (RmaUnit &unit : one.units) {
            unit.place = came ? UnitPlace::Arrived : UnitPlace::Missing;
        }
    }
    return details;
}

RmaDetails returnInspected(UtcMillis now)
{
    RmaDetails details = returnReceived(now);
    Rma &rma = details.rma;
    rma.summary.state = RmaState::Inspected;
    rma.summary.version = 6;
    const UtcMillis at = now - 3 * hour;
    inspect(rma.lines[0].units[0], ItemGrade::Used, Verdict::Accept, StockClass::Quarantine, {}, at);
    inspect(rma.lines[0].units[1], ItemGrade::New, Verdict::Accept, StockClass::Restock, {}, at);
    inspect(rma.lines[1].units[0], ItemGrade::Damaged, Verdict::Reject, StockClass::Quarantine,
            u"Broken by a fall, not in transit"_s, at);
    return details;
}

RmaDetails returnInAttention(UtcMillis now)
{
    RmaDetails details = returnInspected(now);
    Rma &rma = details.rma;
    rma.summary.state = RmaState::Attention;
    rma.summary.version = 9;
    decide(rma.lines[0].units[0], DispositionKind::Refund, DispositionState::Failed, 500, now - 2 * hour);
    decide(rma.lines[0].units[1], DispositionKind::StoreCredit, DispositionState::Done, 0, now - 2 * hour);
    decide(rma.lines[1].units[0], DispositionKind::Reject, DispositionState::Done, 0, now - 2 * hour);
    Refund refund;
    refund.id = u"refund-1"_s;
    refund.amount = {rma.lines[0].units[0].disposition->amount, Currency::euro()};
    refund.state = RefundState::Failed;
    refund.attempts = 5;
    refund.problem = u"The card is closed."_s;
    rma.lines[0].units[0].disposition->refundId = refund.id;
    rma.refunds = {refund};
    return details;
}

RmaDetails returnSentBack(UtcMillis now)
{
    RmaDetails details = returnInspected(now);
    Rma &rma = details.rma;
    rma.summary.version = 9;
    decide(rma.lines[0].units[0], DispositionKind::Reject, DispositionState::Done, 0, now - 2 * hour);
    decide(rma.lines[0].units[1], DispositionKind::StoreCredit, DispositionState::Done, 0, now - 2 * hour);
    decide(rma.lines[1].units[0], DispositionKind::Reject, DispositionState::Done, 0, now - 2 * hour);
    rma.lines[0].units[0].place = rma.lines[1].units[0].place = UnitPlace::Customer;
    return details;
}

RmaDetails returnUnderRepair(UtcMillis now)
{
    RmaDetails details = returnInspected(now);
    Rma &rma = details.rma;
    rma.summary.state = RmaState::Settling;
    rma.summary.version = 8;
    decide(rma.lines[0].units[0], DispositionKind::Repair, DispositionState::Executing, 0, now - 2 * hour);
    decide(rma.lines[0].units[1], DispositionKind::StoreCredit, DispositionState::Done, 0, now - 2 * hour);
    decide(rma.lines[1].units[0], DispositionKind::Reject, DispositionState::Done, 0, now - 2 * hour);
    rma.lines[0].units[0].place = UnitPlace::Repair;
    rma.repairs = {
        {u"repair-1"_s, rma.lines[0].units[0].disposition->id, u"PINE-M"_s, RepairState::Open, {}, {}, now - 2 * hour, {}}};
    return details;
}

CompletionPlan mixedPlan()
{
    const auto euro = [](qint64 amount) { return Money{amount, Currency::euro()}; };
    CompletionPlan plan{euro(9'775), euro(0), euro(900), euro(9'775), euro(31'200), {}, 0, 0, 0, false, false};
    plan.replacements = {{u"order-line-1"_s, u"PINE-M"_s, u"Rain jacket “Pine”, M"_s, 1, 14}};
    plan.sentBack = 1;
    return plan;
}

RmaFigures busyReturnFigures(UtcMillis now)
{
    RmaFigures figures;
    figures.at = now;
    const std::array<std::pair<qint64, qint64>, 14> states{{{212, 31},
                                                            {88, 4},
                                                            {431, 0},
                                                            {640, 12},
                                                            {57, 9},
                                                            {174, 40},
                                                            {96, 22},
                                                            {41, 3},
                                                            {29, 0},
                                                            {8'412, 0},
                                                            {377, 0},
                                                            {245, 0},
                                                            {118, 0},
                                                            {13, 11}}};
    for (const RmaStateRule &rule : rmaStateRules()) {
        const auto &[count, overdue] = states[std::size_t(rule.state)];
        figures.states.push_back({rule.state, count, overdue});
    }
    figures.openAges = {164, 301, 466, 489, 297, 64};
    for (std::size_t week = 0; week < rmaWeeks; ++week) {
        const qint64 busy = 100 + qint64(week * 37 % 60) - (week == 3 ? 40 : 0);
        figures.weeks[week].asked = {busy * 2, busy, busy / 3, busy, busy * 4, busy * 3, busy / 5, busy / 4};
        figures.weeks[week].shipped = 13'000 + qint64(week * 911 % 2'400);
    }
    figures.resolution = {{18, 402, 1'610, 2'240, 870, 96}, 8, 19};
    figures.dispositions = {{DispositionKind::Refund, DispositionState::Done, 6'903, 48'210'400},
                            {DispositionKind::Refund, DispositionState::Executing, 21, 180'000},
                            {DispositionKind::Refund, DispositionState::Failed, 12, 99'000},
                            {DispositionKind::Replacement, DispositionState::Done, 702, 0},
                            {DispositionKind::Repair, DispositionState::Executing, 31, 0},
                            {DispositionKind::Repair, DispositionState::Done, 164, 0},
                            {DispositionKind::StoreCredit, DispositionState::Done, 1'220, 7'101'900},
                            {DispositionKind::Reject, DispositionState::Done, 488, 0}};
    return figures;
}

} // namespace tidegate
