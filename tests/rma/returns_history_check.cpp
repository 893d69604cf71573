// SPDX-License-Identifier: GPL-3.0-or-later
// How a history is held against its model.
#include "returns_history.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate::test {

/// What only the shop can say: the ids of new refunds.
void ReturnsHistory::learn(const Rma &rma)
{
    for (std::size_t line = 0; line < rma.lines.size(); ++line) {
        for (std::size_t unit = 0; unit < rma.lines[line].units.size(); ++unit) {
            const auto &disposition = rma.lines[line].units[unit].disposition;
            m_model.rma.lines[line].units[unit].refundId = disposition ? disposition->refundId : QString();
        }
    }
    for (const Refund &refund : rma.refunds) {
        if (m_model.refunds.contains(refund.id))
            continue;
        ModelRefund &known = m_model.refunds[refund.id];
        known.state = refund.state;
        known.amount = refund.amount.amount;
        for (const ModelUnit *unit : m_model.rma.units())
            known.units += unit->refundId == refund.id ? 1 : 0;
        expect(known.units > 0, u"a refund is of no unit"_s);
    }
}

/// What became of refunds, as the shop tells, compared with what the gateway did; and what the return has to make of it.
void ReturnsHistory::follow()
{
    const auto refunds = m_world.services->store
                             ->read([id = m_order.id](ReadTransaction &transaction) -> Result<std::vector<Refund>> {
                                 return refundsOfOrder(transaction, id);
                             })
                             .get();
    for (const Refund &refund : *refunds) {
        ModelRefund &known = m_model.refunds[refund.id];
        known.inDoubt = refund.inDoubt;
        const qint64 paid = m_world.gateway->paidFor(refund.id);
        if (refund.method == u"card" && refund.state == RefundState::Settled) {
            expect(paid == refund.amount.amount,
                   u"refund %1 is settled, the gateway paid %2"_s.arg(refund.amount.amount).arg(paid));
            expect(m_world.gateway->timesPaid(refund.id) == 1, u"a refund was paid twice"_s);
        }
        if (refund.state == RefundState::Failed && !refund.inDoubt)
            expect(paid == 0, u"a refund that surely failed was paid"_s);
        if (known.state == refund.state)
            continue;
        known.state = refund.state;
        m_model.refundIs(refund.id, refund.state);
    }
}

void ReturnsHistory::compare()
{
    const auto details = m_world.services->queries.rma(m_model.rma.id).get();
    if (!details) {
        expect(false, details.error().detail);
        return;
    }
    const Rma &rma = details->rma;
    expect(rma.summary.state == m_model.rma.state,
           u"it is %1, the model %2"_s.arg(rmaStateName(rma.summary.state), rmaStateName(m_model.rma.state)));
    expect(rma.summary.version == m_model.rma.version,
           u"it has version %1, the model %2"_s.arg(rma.summary.version).arg(m_model.rma.version));
    expect(qint64(details->history.size()) == rma.summary.version, u"the audit trail does not have one entry a step"_s);
    for (std::size_t line = 0; line < rma.lines.size(); ++line) {
        for (std::size_t unit = 0; unit < rma.lines[line].units.size(); ++unit) {
            const RmaUnit &real = rma.lines[line].units[unit];
            const ModelUnit &model = m_model.rma.lines[line].units[unit];
            expect(real.share() == model.share && real.orderUnit == qint64(model.orderUnit) + 1, u"a unit is another one"_s);
            expect(real.place == model.place,
                   u"a unit is in %1, the model's in %2"_s.arg(unitPlaceName(real.place), unitPlaceName(model.place)));
            expect(real.disposition.has_value() == model.kind.has_value(), u"a unit is decided about, or not"_s);
            if (!real.disposition || !model.kind)
                continue;
            const RmaDisposition &disposition = *real.disposition;
            expect(disposition.kind == *model.kind && disposition.state == model.state && disposition.amount == model.amount,
                   u"a unit's %1 of %2 is %3, the model's %4 of %5 is %6"_s.arg(
                       dispositionKindName(disposition.kind), QString::number(disposition.amount),
                       dispositionStateName(disposition.state), dispositionKindName(*model.kind), QString::number(model.amount),
                       dispositionStateName(model.state)));
        }
    }
}

/// Until nothing is on its way.
void ReturnsHistory::drain()
{
    for (int pass = 0; pass < 5 && problems.isEmpty(); ++pass) {
        m_world.gateway->answerLate();
        m_world.clock.advance(2h);
        m_world.sendRefunds();
        follow();
        lookAtFailed();
    }
    if (m_hasRma)
        compare();
}

void ReturnsHistory::checkEnd()
{
    for (const auto &[sku, model] : m_model.stock) {
        const auto number = [&](const QString &sql) { return m_world.numbers(sql, {sku}).at(0); };
        expect(number(u"SELECT on_hand FROM stock WHERE sku = ?"_s) == model.onHand, u"stock on hand differs"_s);
        expect(number(u"SELECT allocated FROM stock WHERE sku = ?"_s) == model.allocated, u"allocated stock differs"_s);
        for (const auto &[place, balance] : model.buckets) {
            const auto found =
                m_world.numbers(u"SELECT balance FROM stock_bucket WHERE sku = ? AND bucket = ?"_s, {sku, unitPlaceName(place)});
            expect((found.empty() ? 0 : found.front()) == balance, u"%1 differs"_s.arg(unitPlaceName(place)));
        }
    }
    const auto credit = m_world.numbers(u"SELECT balance FROM credit_account WHERE shopper_id = ?"_s, {m_shopper});
    expect((credit.empty() ? 0 : credit.front()) == m_model.credit, u"store credit differs"_s);
    qint64 back = m_model.credit;
    for (const auto &[id, refund] : m_model.refunds)
        back += m_world.gateway->paidFor(id);
    expect(back <= m_order.total.amount, u"%1 of %2 went back"_s.arg(back).arg(m_order.total.amount));
    problems << m_world.violations();
}

} // namespace tidegate::test
