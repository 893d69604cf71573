// SPDX-License-Identifier: GPL-3.0-or-later
#include "returns_history.h"

#include "core/base/id.h"
#include "core/catalog/product_table.h"
#include "core/sale/unit_shares.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate::test {

namespace {

const std::array staff{StaffActor{u"1"_s, u"sue"_s, StaffRole::Support}, StaffActor{u"2"_s, u"walt"_s, StaffRole::Warehouse},
                       StaffActor{u"3"_s, u"fay"_s, StaffRole::Finance}, StaffActor{u"4"_s, u"flo"_s, StaffRole::Finance},
                       StaffActor{u"5"_s, u"ada"_s, StaffRole::Admin}};

constexpr std::array steps{RmaStep::Validate, RmaStep::Approve, RmaStep::Decline, RmaStep::Cancel,
                           RmaStep::Send,     RmaStep::Receive, RmaStep::Inspect, RmaStep::Decide,
                           RmaStep::Complete, RmaStep::Repair,  RmaStep::Retry,   RmaStep::Reopen};

bool isOver(RmaState state)
{
    return ruleOf(state).queue == RmaQueue::Closed;
}

bool isShoppers(RmaStep step)
{
    return step == RmaStep::Cancel || step == RmaStep::Send;
}

} // namespace

ReturnsHistory::ReturnsHistory(ReturnsWorld &world, unsigned seed)
    : m_world(world)
    , m_dice(seed)
    , m_name(u"H%1"_s.arg(seed))
{
    m_shopper = u"shopper "_s + m_name;
    makeOrder();
}

void ReturnsHistory::expect(bool holds, const QString &what)
{
    if (!holds && problems.size() < 20)
        problems << m_name + u": "_s + what;
}

void ReturnsHistory::makeOrder()
{
    static const std::array currencies{u"EUR"_s, u"JPY"_s, u"KWD"_s};
    const Currency currency = Currency::fromCode(currencies.at(std::size_t(upTo(int(currencies.size()))))).value();
    m_order.id = newId(m_world.clock, m_world.random);
    m_order.shopperId = m_shopper;
    m_order.email = u"x@example.com"_s;
    m_order.kind = OrderKind::Imported;
    m_order.status = OrderStatus::Paid;
    m_order.shipping = upTo(300);
    m_order.paymentMethod = u"card"_s;
    m_order.paymentReference = u"ch_"_s + m_order.id;
    m_order.createdAt = m_order.updatedAt = m_world.clock.utc();
    m_order.total = {m_order.shipping, currency};
    for (int count = 1 + upTo(3); count > 0; --count) {
        OrderLine line;
        line.id = newId(m_world.clock, m_world.random);
        line.sku = m_name + (oneIn(2) ? u"a"_s : u"b"_s);
        line.name = line.sku;
        line.quantity = 1 + upTo(4);
        line.unitPrice = {100 + upTo(900), currency};
        line.discount = upTo(90);
        line.tax = upTo(200);
        m_order.total.amount += line.quantity * line.unitPrice.amount - line.discount + line.tax;
        m_order.lines.push_back(line);
    }
    m_order.discount = upTo(60);
    m_order.total.amount -= m_order.discount;
    for (const UnitShare &share : unitShares(m_order))
        m_shares[share.orderLineId].push_back(std::max<qint64>(0, share.total()));
    const auto made = m_world.write([this](WriteTransaction &transaction) -> Result<Done> {
        for (const QString &sku : {m_name + u"a"_s, m_name + u"b"_s}) {
            transaction.exec(
                u"INSERT INTO product (sku, id, name, price, currency, created_at, updated_at) VALUES (?, ?, ?, 1, 'EUR', 0, 0)"_s,
                {sku, sku, sku});
            transaction.exec(u"INSERT INTO stock (sku, on_hand) VALUES (?, 0)"_s, {sku});
            moveStock(transaction, {sku, sku, 18, u"test"_s, u"test"_s, sku, u"test"_s, u"test"_s});
        }
        return placeOrder(transaction, m_order, u"test"_s, {}, m_world.services->board);
    });
    if (!made)
        qFatal("%s", qPrintable(made.error().detail));
    for (const QString &sku : {m_name + u"a"_s, m_name + u"b"_s})
        m_model.stock[sku].onHand = 18;
    for (const OrderLine &line : m_order.lines) {
        m_model.stock[line.sku].allocated += line.quantity;
        m_claimed[line.id].resize(std::size_t(line.quantity));
    }
    ship();
}

void ReturnsHistory::run(int count)
{
    for (; count > 0 && problems.isEmpty(); --count) {
        m_world.clock.advance(std::chrono::milliseconds(1 + upTo(1'000)));
        act();
        if (m_hasRma)
            compare();
    }
    drain();
    checkEnd();
}

void ReturnsHistory::act()
{
    const int dice = upTo(100);
    if ((!m_hasRma && oneIn(2)) || (m_hasRma && isOver(m_model.rma.state) && oneIn(4)))
        submit();
    else if (dice < 3)
        ship();
    else if (dice < 6)
        buyTheRest();
    else if (dice < 11)
        crash();
    else if (dice < 26)
        sendRefunds();
    else if (dice < 30)
        lookAtFailed();
    else if (dice < 32 && m_hasRma)
        expire();
    else if (m_hasRma)
        step();
}

/// Ships a part of what is left, or all of it.
void ReturnsHistory::ship()
{
    const auto details = m_world.services->orders.order(m_order.id).get();
    std::vector<LineQuantity> lines;
    for (const OrderLine &line : details->order.lines) {
        const qint64 quantity = std::min<qint64>(line.open(), 1 + upTo(3));
        if (quantity > 0 && !oneIn(4))
            lines.push_back({line.id, quantity});
    }
    if (lines.empty())
        return;
    const auto shipped =
        m_world.services->orders.ship({m_order.id, details->order.version, {}, {}, staff[1], {}}, lines, {}).get();
    expect(shipped.has_value(), u"what was open was not shipped"_s);
    for (const LineQuantity &line : lines) {
        m_shipped[line.orderLineId] += line.quantity;
        const auto its = std::find_if(m_order.lines.begin(), m_order.lines.end(),
                                      [&line](const OrderLine &known) { return known.id == line.orderLineId; });
        m_model.stock[its->sku].onHand -= line.quantity;
        m_model.stock[its->sku].allocated -= line.quantity;
    }
}

/// Somebody buys all of a product that is left.
void ReturnsHistory::buyTheRest()
{
    const QString sku = m_name + (oneIn(2) ? u"a"_s : u"b"_s);
    const qint64 left = m_model.stock[sku].available();
    if (left < 1)
        return;
    Order order = m_order;
    order.id = newId(m_world.clock, m_world.random);
    order.paymentReference = u"ch_"_s + order.id;
    order.shipping = order.discount = 0;
    order.lines = {OrderLine{newId(m_world.clock, m_world.random), {}, sku, sku, left, {1, m_order.total.currency}}};
    order.total.amount = left;
    const auto bought = m_world.write([order, this](WriteTransaction &transaction) {
        return placeOrder(transaction, order, u"test"_s, {}, m_world.services->board);
    });
    expect(bought.has_value(), u"%1 of %2 could not be bought"_s.arg(left).arg(sku));
    m_model.stock[sku].allocated += left;
}

/// The shop dies; whoever did not get an answer asks again.
void ReturnsHistory::crash()
{
    m_world.reopen();
    if (!m_last)
        return;
    const auto again = m_last();
    expect(again && again->replayed,
           u"a step that was done was done again, or refused: "_s + (again ? QString() : again.error().detail));
}

void ReturnsHistory::sendRefunds()
{
    using enum RefundGateway::Manner;
    static constexpr std::array manners{Pay,          Decline,      Decline,       Refuse,        LoseBeforePay,
                                        LoseAfterPay, HangAfterPay, HangBeforePay, CrashAfterPay, CrashBeforePay};
    m_world.gateway->script = {manners.at(std::size_t(upTo(int(manners.size()))))};
    if (m_world.sendRefunds())
        ++outcomes[u"refunds crashed"_s];
    m_world.gateway->script.clear();
    m_world.clock.advance(std::chrono::minutes(upTo(3)));
    follow();
}

/// Finance sends refunds again from the order's page, or tells what it found at the provider's.
void ReturnsHistory::lookAtFailed()
{
    for (const auto &[id, known] : std::map(m_model.refunds)) {
        const auto refund = m_world.services->store
                                ->read([refundId = id](ReadTransaction &transaction) -> Result<Refund> {
                                    return *findRefund(transaction, refundId);
                                })
                                .get();
        if (refund->state != RefundState::Failed)
            continue;
        QString ended;
        if (refund->inDoubt) {
            const bool paid = m_world.gateway->paidFor(id) > 0;
            const auto told =
                m_world.services->refunds
                    .settleByHand(id, refund->version, paid ? u"re_"_s + refund->idempotencyKey : QString(), staff[2])
                    .get();
            ended = told ? u"done"_s : errorName(told.error().code);
            expect(ended == u"done", u"what the provider says was refused: "_s + ended);
            if (!paid)
                m_model.refunds[id].clearedBy = staff[2].text();
        } else {
            const StaffActor &actor = staff[oneIn(2) ? 2 : 3];
            const auto again = m_world.services->refunds.retry(id, refund->version, actor).get();
            ended = again ? u"done"_s : errorName(again.error().code);
            const QString wanted = m_model.retryOf(id, actor.text());
            if (again)
                m_model.refunds[id].clearedBy.clear();
            expect(ended == wanted, u"a failed refund sent again: %1, not %2"_s.arg(ended, wanted));
        }
        ++outcomes[u"look at failed: "_s + ended];
    }
    follow();
}

/// Weeks pass.
void ReturnsHistory::expire()
{
    const auto isOpen = [](const auto &refund) { return refund.second.state != RefundState::Settled; };
    if (std::any_of(m_model.refunds.begin(), m_model.refunds.end(), isOpen))
        return;
    m_world.clock.advance(std::chrono::days(oneIn(2) ? 10 : 22));
    const bool overdue = m_model.rma.state == RmaState::Approved
        && m_world.clock.utc() - m_model.rma.approvedAt >= std::chrono::milliseconds(std::chrono::days(21)).count();
    if (!m_world.services->rma.expire().get())
        expect(false, u"the pass over overdue returns failed"_s);
    if (overdue) {
        m_model.simple(RmaStep::Expire, 0);
        releaseUnits();
    }
    m_last = {};
}

/// The units of a return that ended without them are free again.
void ReturnsHistory::releaseUnits()
{
    for (const ModelLine &line : m_model.rma.lines) {
        for (const ModelUnit &unit : line.units)
            m_claimed[m_order.lines[line.orderLine].id][unit.orderUnit] = false;
    }
}

void ReturnsHistory::submit()
{
    NewRma wanted;
    wanted.orderId = m_order.id;
    bool fits = true;
    ModelRma made;
    for (std::size_t index = 0; index < m_order.lines.size(); ++index) {
        const OrderLine &line = m_order.lines[index];
        if (oneIn(4))
            continue;
        const qint64 quantity = 1 + upTo(2);
        wanted.lines.push_back({line.id, quantity, ReturnReason::Defective, u"note"_s});
        ModelLine model{{}, line.sku, index, {}, 0, 0};
        for (std::size_t unit = 0; unit < std::size_t(m_shipped[line.id]) && qint64(model.units.size()) < quantity; ++unit) {
            if (m_claimed[line.id][unit])
                continue;
            model.units.push_back({m_shares[line.id][unit], unit});
        }
        fits = fits && qint64(model.units.size()) == quantity;
        made.lines.push_back(std::move(model));
    }
    if (wanted.lines.empty())
        return;
    RmaAction action{{}, std::nullopt, m_name + u" %1"_s.arg(++m_keys), u"hash"_s, RmaActor::ofShopper(m_shopper), {}};
    const Ask again = [this, action, wanted] { return m_world.services->rma.submit(action, wanted).get(); };
    const auto answer = again();
    const QString ended = answer ? u"done"_s : errorName(answer.error().code);
    ++outcomes[u"submit: "_s + ended];
    expect(ended == (fits ? u"done"_s : u"conflict"_s), u"submit ended %1"_s.arg(ended));
    if (!answer)
        return;
    for (std::size_t index = 0; index < made.lines.size(); ++index) {
        made.lines[index].id = answer->rma.lines[index].id;
        for (const ModelUnit &unit : made.lines[index].units)
            m_claimed[wanted.lines[index].orderLineId][unit.orderUnit] = true;
    }
    made.id = answer->rma.summary.id;
    m_model.begin(std::move(made));
    m_hasRma = true;
    m_last = again;
}

RmaStep ReturnsHistory::pickStep()
{
    std::vector<RmaStep> legal;
    for (const RmaStep step : steps) {
        // Endings at the beginning are legal too often to get far.
        const bool ending = step == RmaStep::Decline || step == RmaStep::Cancel;
        if (m_model.isLegal(step) && (!ending || oneIn(12)))
            legal.push_back(step);
    }
    return legal.empty() || oneIn(8) ? steps.at(std::size_t(upTo(int(steps.size()))))
                                     : legal[std::size_t(upTo(int(legal.size())))];
}

StaffActor ReturnsHistory::pickActor(RmaStep step)
{
    const StaffActor any = staff.at(std::size_t(upTo(int(staff.size()))));
    if (oneIn(10))
        return any;
    std::vector<StaffActor> fitting;
    std::copy_if(staff.begin(), staff.end(), std::back_inserter(fitting),
                 [step](const StaffActor &actor) { return roleMay(actor.role, step); });
    return fitting[std::size_t(upTo(int(fitting.size())))];
}

RmaAction ReturnsHistory::actionBy(const StaffActor &actor)
{
    const qint64 version = m_model.rma.version - (oneIn(15) ? 1 : 0);
    return {m_model.rma.id, version, m_name + u" %1"_s.arg(++m_keys), u"hash"_s, RmaActor::ofStaff(actor), u"req"_s};
}

QString ReturnsHistory::gate(RmaStep step, const RmaAction &action) const
{
    const RmaActor &actor = action.actor;
    if (actor.staff ? !roleMay(actor.staff->role, step) : !isShoppers(step))
        return u"forbidden"_s;
    if (!actor.staff && actor.shopperId != m_shopper)
        return u"not_found"_s;
    if (action.expectedVersion && *action.expectedVersion != m_model.rma.version)
        return u"version_conflict"_s;
    return m_model.isLegal(step) ? QString() : u"illegal_transition"_s;
}

void ReturnsHistory::ask(RmaStep step, const RmaAction &action, const Ask &asked,
                         const std::function<QString(ReturnsModel &)> &model)
{
    ReturnsModel after = m_model;
    QString wanted = gate(step, action);
    if (wanted.isEmpty())
        wanted = model(after);
    const auto answer = asked();
    const QString ended = answer ? u"done"_s : errorName(answer.error().code);
    ++outcomes[rmaStepName(step) + (action.actor.staff ? u": "_s : u" by shopper: "_s) + ended];
    expect(ended == wanted,
           u"%1 in %2 ended %3, not %4 (%5)"_s.arg(rmaStepName(step), rmaStateName(m_model.rma.state), ended, wanted,
                                                   answer ? QString() : answer.error().detail));
    if (!answer)
        return;
    m_model = std::move(after);
    learn(answer->rma);
    if (isOver(m_model.rma.state) && m_model.rma.state != RmaState::Completed)
        releaseUnits();
    m_last = asked;
    if (oneIn(10)) {
        const auto again = asked();
        expect(again && again->replayed && again->rma.summary.version == m_model.rma.version, u"a repeated step was no replay"_s);
    }
}

void ReturnsHistory::step()
{
    const RmaStep step = pickStep();
    RmaAction action = actionBy(pickActor(step));
    if (oneIn(isShoppers(step) ? 2 : 40)) {
        action.actor = RmaActor::ofShopper(oneIn(10) ? u"eve"_s : m_shopper);
        if (oneIn(2))
            action.expectedVersion.reset();
    }
    take(step, action);
}

void ReturnsHistory::take(RmaStep step, const RmaAction &action)
{
    switch (step) {
    case RmaStep::Receive: takeReceive(action); break;
    case RmaStep::Inspect: takeInspect(action); break;
    case RmaStep::Decide: takeDecide(action); break;
    case RmaStep::Repair: takeRepair(action); break;
    case RmaStep::Complete:
        ask(
            step, action, [this, action] { return m_world.services->rma.complete(action).get(); },
            [&action](ReturnsModel &model) { return model.complete(action.actor.staffId()); });
        break;
    case RmaStep::Retry:
        ask(
            step, action, [this, action] { return m_world.services->rma.retry(action).get(); },
            [&action](ReturnsModel &model) { return model.retry(action.actor.text()); });
        break;
    case RmaStep::Reopen:
        ask(
            step, action, [this, action] { return m_world.services->rma.reopen(action, u"note"_s).get(); },
            [](ReturnsModel &model) { return model.reopen(); });
        break;
    default: takeSimple(step, action);
    }
}

void ReturnsHistory::takeSimple(RmaStep step, const RmaAction &action)
{
    const Ask asked = [this, step, action] {
        RmaService &service = m_world.services->rma;
        switch (step) {
        case RmaStep::Validate: return service.validate(action).get();
        case RmaStep::Approve: return service.approve(action).get();
        case RmaStep::Decline: return service.decline(action, u"no"_s).get();
        case RmaStep::Cancel: return service.cancel(action, {}).get();
        default: return service.send(action, u"T"_s).get();
        }
    };
    ask(step, action, asked, [this, step](ReturnsModel &model) { return model.simple(step, m_world.clock.utc()); });
}

void ReturnsHistory::takeReceive(const RmaAction &action)
{
    std::vector<ModelReceipt> rows;
    NewReceipt receipt;
    for (std::size_t index = 0; index < m_model.rma.lines.size(); ++index) {
        const ModelLine &line = m_model.rma.lines[index];
        if (line.open() < 1 && !oneIn(10))
            continue;
        const qint64 quantity = oneIn(12) ? line.open() + 1 : upTo(int(line.open()) + 1);
        const qint64 missing = oneIn(3) ? std::max<qint64>(0, line.open() - quantity) : 0;
        if (quantity + missing < 1)
            continue;
        rows.push_back({index, quantity, missing});
        receipt.lines.push_back({line.id, quantity, missing});
    }
    ask(
        RmaStep::Receive, action, [this, action, receipt] { return m_world.services->rma.receive(action, receipt).get(); },
        [&rows](ReturnsModel &model) { return model.receive(rows); });
}

std::vector<std::pair<std::size_t, std::size_t>> ReturnsHistory::someUnits(const std::function<bool(const ModelUnit &)> &wanted)
{
    std::vector<std::pair<std::size_t, std::size_t>> picked;
    for (std::size_t line = 0; line < m_model.rma.lines.size(); ++line) {
        for (std::size_t unit = 0; unit < m_model.rma.lines[line].units.size(); ++unit) {
            const bool fits = wanted(m_model.rma.lines[line].units[unit]);
            if ((fits && !oneIn(4)) || oneIn(25))
                picked.emplace_back(line, unit);
        }
    }
    return picked;
}

void ReturnsHistory::takeInspect(const RmaAction &action)
{
    std::vector<ModelFinding> plan;
    std::vector<UnitFinding> findings;
    const bool first = m_model.rma.state == RmaState::Received || m_model.rma.state == RmaState::PartlyReceived;
    const auto units =
        someUnits([&](const ModelUnit &unit) { return first ? unit.place == UnitPlace::Arrived : unit.verdict && oneIn(2); });
    for (const auto &[line, unit] : units) {
        const Verdict verdict = oneIn(4) ? Verdict::Reject : Verdict::Accept;
        const StockClass stock = verdict == Verdict::Reject && !oneIn(8) ? StockClass(1 + upTo(2)) : StockClass(upTo(3));
        plan.push_back({line, unit, verdict, stock});
        findings.push_back({m_model.rma.lines[line].id, qint64(unit) + 1, ItemGrade::Used, verdict, u"seen"_s, stock});
    }
    ask(
        RmaStep::Inspect, action, [this, action, findings] { return m_world.services->rma.inspect(action, findings).get(); },
        [&](ReturnsModel &model) { return model.inspect(plan, action.actor.staffId()); });
}

void ReturnsHistory::takeDecide(const RmaAction &action)
{
    std::vector<ModelDecision> plan;
    std::vector<UnitDecision> decisions;
    const auto units = someUnits([](const ModelUnit &unit) {
        return unit.verdict
            && (!unit.kind || unit.kind == DispositionKind::Reject || unit.state == DispositionState::Decided
                || unit.state == DispositionState::Failed);
    });
    for (const auto &[line, unit] : units) {
        const ModelUnit &its = m_model.rma.lines[line].units[unit];
        DispositionKind kind = its.verdict == Verdict::Reject && !oneIn(10) ? DispositionKind::Reject : DispositionKind(upTo(5));
        // Mostly what can be.
        if (its.place != UnitPlace::Quarantine && (kind == DispositionKind::Repair || kind == DispositionKind::Reject)
            && its.verdict == Verdict::Accept && !oneIn(8))
            kind = DispositionKind::Refund;
        const bool money = kind == DispositionKind::Refund || kind == DispositionKind::StoreCredit;
        const qint64 fee = oneIn(20) ? -1 : money && oneIn(3) ? upTo(int(its.share) + 1) : 0;
        plan.push_back({line, unit, kind, fee});
        decisions.push_back({m_model.rma.lines[line].id, qint64(unit) + 1, kind, fee});
    }
    ask(
        RmaStep::Decide, action, [this, action, decisions] { return m_world.services->rma.decide(action, decisions).get(); },
        [&](ReturnsModel &model) { return model.decide(plan, action.actor.staffId()); });
}

void ReturnsHistory::takeRepair(const RmaAction &action)
{
    const Rma rma = m_world.services->queries.rma(m_model.rma.id).get()->rma;
    const auto open = std::find_if(rma.repairs.begin(), rma.repairs.end(),
                                   [](const RmaRepair &repair) { return repair.state == RepairState::Open; });
    if (open == rma.repairs.end())
        return;
    const bool repaired = !oneIn(3);
    const auto model = [&](ReturnsModel &after) {
        for (std::size_t line = 0; line < rma.lines.size(); ++line) {
            for (std::size_t unit = 0; unit < rma.lines[line].units.size(); ++unit) {
                const auto &disposition = rma.lines[line].units[unit].disposition;
                if (disposition && disposition->id == open->dispositionId)
                    return after.repair(line, unit, repaired);
            }
        }
        return u"nothing is repaired"_s;
    };
    const RepairResult result{open->id, repaired, u"note"_s};
    ask(
        RmaStep::Repair, action, [this, action, result] { return m_world.services->rma.finishRepair(action, result).get(); },
        model);
}

} // namespace tidegate::test
