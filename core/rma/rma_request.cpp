// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rma/rma_request.h"

#include "core/rma/rma_table.h"
#include "core/sale/order_store.h"
#include "core/sale/unit_shares.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr UtcMillis day = 86'400'000;
constexpr qsizetype maximumNote = 1'000;
constexpr qsizetype maximumReason = 1'000;
constexpr std::size_t maximumLines = 100;

/// A unit of an order line that left and is in no other return.
struct FreeUnit {
    qint64 unit = 1;
    UtcMillis shippedAt = 0;
};

/// The units of one line, from 1, with the time of their shipment: what left first has the lowest number.
std::vector<FreeUnit> freeUnits(ReadTransaction &transaction, const QString &orderId, const OrderLine &line)
{
    QSet<qint64> claimed;
    transaction.each(u"SELECT order_unit FROM rma_unit WHERE order_line_id = ? AND claimed = 1"_s, {line.id},
                     [&claimed](const Row &row) { claimed.insert(row.integer(0)); });
    std::vector<FreeUnit> units;
    qint64 unit = 0;
    transaction.each(u"SELECT s.at, l.quantity FROM shipment s JOIN shipment_line l ON l.shipment_id = s.id "
                     "WHERE s.order_id = ? AND l.order_line_id = ? ORDER BY s.id"_s,
                     {orderId, line.id}, [&](const Row &row) {
                         for (qint64 count = 0; count < row.integer(1) && unit < line.shipped; ++count) {
                             if (!claimed.contains(++unit))
                                 units.push_back({unit, row.integer(0)});
                         }
                     });
    return units;
}

UtcMillis windowEnd(const FreeUnit &unit, const ReturnRules &rules)
{
    return unit.shippedAt + rules.windowDays * day;
}

QString categoryOf(ReadTransaction &transaction, const QString &sku)
{
    return transaction.one(u"SELECT category FROM product WHERE sku = ?"_s, {sku}, [](const Row &row) { return row.text(0); })
        .value_or(QString());
}

/// Collects everything that is wrong with a request.
class Findings
{
public:
    void malformed(const QString &field, const QString &code, const QString &message, const QString &value = {})
    {
        m_code = ErrorCode::InvalidRequest;
        m_fields.push_back({0, field, code, message, value});
    }
    void notReturnable(const QString &field, const QString &code, const QString &message, const QString &value = {})
    {
        m_fields.push_back({0, field, code, message, value});
    }
    [[nodiscard]] Result<Done> result() const
    {
        if (m_fields.empty())
            return Done{};
        const FieldError &first = m_fields.front();
        return tl::unexpected(Error{m_code, first.field + u": "_s + first.message, std::nullopt, m_fields});
    }

private:
    ErrorCode m_code = ErrorCode::Conflict;
    std::vector<FieldError> m_fields;
};

void checkForm(const NewRma &wanted, Findings &findings)
{
    QSet<QString> seen;
    for (std::size_t index = 0; index < wanted.lines.size(); ++index) {
        const NewRmaLine &line = wanted.lines[index];
        const QString path = u"lines[%1]."_s.arg(index);
        if (line.quantity < 1)
            findings.malformed(path + u"quantity"_s, u"out_of_range"_s, u"The quantity is at least 1."_s,
                               QString::number(line.quantity));
        if (line.note.size() > maximumNote)
            findings.malformed(path + u"note"_s, u"too_long"_s, u"A note has at most 1000 characters."_s);
        if (seen.contains(line.orderLineId))
            findings.malformed(path + u"order_line_id"_s, u"duplicate"_s,
                               u"The order's line is named twice; ask for its whole quantity in one line."_s, line.orderLineId);
        seen.insert(line.orderLineId);
    }
}

struct Picking {
    const Order &order;
    const std::vector<UnitShare> shares;
    const ReturnRules rules;
    const bool override = false;
    UtcMillis now = 0;
};

/// Of the line's first unit; the others follow it.
std::vector<UnitShare>::const_iterator sharesOf(const Picking &picking, const QString &orderLineId)
{
    return std::find_if(picking.shares.begin(), picking.shares.end(),
                        [&orderLineId](const UnitShare &share) { return share.orderLineId == orderLineId; });
}

/// The units of one line of the request, or what is wrong with it.
std::vector<RmaUnit> pickUnits(ReadTransaction &transaction, const Picking &picking, const NewRmaLine &wanted,
                               const OrderLine &line, const QString &path, Findings &findings)
{
    std::vector<FreeUnit> units = freeUnits(transaction, picking.order.id, line);
    const qint64 returnable = qint64(units.size());
    if (wanted.quantity > returnable) {
        findings.notReturnable(path + u"quantity"_s, u"above_returnable"_s,
                               u"Of %1 %2 can be returned: others were not shipped, or are in another return."_s.arg(
                                   line.sku, returnable == 0 ? u"none"_s : u"only "_s + QString::number(returnable)),
                               QString::number(wanted.quantity));
        return {};
    }
    if (!picking.override) {
        std::erase_if(units, [&picking](const FreeUnit &unit) { return windowEnd(unit, picking.rules) < picking.now; });
        if (wanted.quantity > qint64(units.size()))
            findings.notReturnable(path + u"quantity"_s, u"window_closed"_s,
                                   u"%1 can be returned for %2 days after its shipment; that time is over."_s.arg(line.sku).arg(
                                       picking.rules.windowDays));
        if (isFinalSale(picking.rules, line.sku, categoryOf(transaction, line.sku)))
            findings.notReturnable(path + u"order_line_id"_s, u"final_sale"_s,
                                   u"%1 was sold for good and is not taken back."_s.arg(line.sku));
    }
    std::vector<RmaUnit> picked;
    const auto shares = sharesOf(picking, line.id);
    for (const FreeUnit &free : units) {
        if (qint64(picked.size()) == wanted.quantity)
            break;
        const UnitShare &share = shares[free.unit - 1];
        RmaUnit unit;
        unit.unit = qint64(picked.size()) + 1;
        unit.orderUnit = free.unit;
        unit.price = share.price;
        unit.discount = share.discount;
        unit.tax = share.tax;
        unit.shipping = share.shipping;
        picked.push_back(std::move(unit));
    }
    return picked;
}

QString newNumber(Random &random)
{
    // Crockford's base 32: no I, L, O, U, which people mistake.
    static constexpr char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    QString number = u"R-"_s;
    for (int place = 0; place < 10; ++place) {
        if (place == 5)
            number += u'-';
        number += QLatin1Char(digits[random.below(32)]);
    }
    return number;
}

Result<Rma> makeRma(ReadTransaction &transaction, const RmaContext &context, const Picking &picking, const NewRma &wanted)
{
    if (wanted.lines.empty() || wanted.lines.size() > maximumLines)
        return invalidField(u"lines"_s, u"out_of_range"_s, u"A return has 1 to 100 lines."_s);
    Findings findings;
    checkForm(wanted, findings);
    Rma rma;
    rma.summary.id = context.newId();
    rma.summary.value = {0, picking.order.total.currency};
    for (std::size_t index = 0; index < wanted.lines.size(); ++index) {
        const NewRmaLine &asked = wanted.lines[index];
        const QString path = u"lines[%1]."_s.arg(index);
        const auto line = std::find_if(picking.order.lines.begin(), picking.order.lines.end(),
                                       [&asked](const OrderLine &known) { return known.id == asked.orderLineId; });
        if (line == picking.order.lines.end()) {
            findings.malformed(path + u"order_line_id"_s, u"unknown"_s, u"The order has no such line."_s, asked.orderLineId);
            continue;
        }
        if (asked.quantity < 1)
            continue;
        RmaLine made;
        made.id = context.newId();
        made.orderLineId = line->id;
        made.sku = line->sku;
        made.name = line->name;
        made.quantity = asked.quantity;
        made.reason = asked.reason;
        made.note = asked.note;
        made.units = pickUnits(transaction, picking, asked, *line, path, findings);
        for (const RmaUnit &unit : made.units)
            rma.summary.value.amount += unit.share();
        rma.summary.units += made.quantity;
        rma.lines.push_back(std::move(made));
    }
    if (const auto checked = findings.result(); !checked)
        return tl::unexpected(checked.error());
    return rma;
}

StepOutcome approve(WriteTransaction &transaction, Rma &rma, const ReturnRules &rules)
{
    for (RmaLine &line : rma.lines) {
        line.approved = line.quantity;
        updateLine(transaction, rma, line);
    }
    rma.expiresAt = transaction.now() + rules.sendDays * day;
    return {RmaState::Approved, {}};
}

/// What the rules let happen without a person, in the same transaction.
Result<Done> goOnByItself(WriteTransaction &transaction, Rma &rma, const ReturnRules &rules)
{
    const QString actor = RmaActor::system().text();
    if (!rules.autoValidate)
        return Done{};
    if (auto done = applyStep(transaction, rma, RmaStep::Validate, {RmaState::Validated, {}}, actor, {}); !done)
        return done;
    if (!rules.autoApprove)
        return Done{};
    return applyStep(transaction, rma, RmaStep::Approve, approve(transaction, rma, rules), actor, {});
}

/// Other returns may have the units of one that ends without them.
Result<StepOutcome> giveUp(WriteTransaction &transaction, Rma &rma, RmaState state, const QString &reason)
{
    if (reason.size() > maximumReason)
        return invalidField(u"reason"_s, u"too_long"_s, u"A reason has at most 1000 characters."_s);
    rma.reason = reason.trimmed();
    releaseUnits(transaction, rma.summary.id);
    return StepOutcome{state, rma.reason.isEmpty() ? QJsonObject() : QJsonObject{{u"reason"_s, rma.reason}}};
}

QJsonObject describe(const Rma &rma, bool rulesOverridden)
{
    QJsonObject details{{u"number"_s, rma.summary.number}, {u"order"_s, rma.summary.orderId}, {u"units"_s, rma.summary.units}};
    if (rulesOverridden)
        details.insert(u"rules_overridden"_s, true);
    return details;
}

} // namespace

std::vector<ReturnableLine> returnableLines(ReadTransaction &transaction, const QString &orderId, UtcMillis now)
{
    std::vector<ReturnableLine> lines;
    const auto order = findOrder(transaction, orderId);
    if (!order)
        return lines;
    const ReturnRules rules = readReturnRules(transaction);
    for (const OrderLine &line : order->lines) {
        ReturnableLine returnable{line.id, line.sku, line.name, line.shipped, 0, 0, false, std::nullopt};
        returnable.finalSale = isFinalSale(rules, line.sku, categoryOf(transaction, line.sku));
        for (const FreeUnit &unit : freeUnits(transaction, orderId, line)) {
            ++returnable.returnable;
            const UtcMillis end = windowEnd(unit, rules);
            returnable.withinWindow += end >= now ? 1 : 0;
            returnable.windowEndsAt = std::max(returnable.windowEndsAt.value_or(end), end);
        }
        lines.push_back(std::move(returnable));
    }
    return lines;
}

Result<RmaAnswer> submitRma(WriteTransaction &transaction, const RmaContext &context, const RmaAction &action,
                            const NewRma &wanted)
{
    if (const auto allowed = demandParty(action.actor, RmaStep::Submit); !allowed)
        return tl::unexpected(allowed.error());
    auto replayed = replayOf(transaction, action);
    if (!replayed)
        return tl::unexpected(replayed.error());
    if (*replayed)
        return **std::move(replayed);
    const auto order = findOrder(transaction, wanted.orderId);
    if (!order || (!action.actor.staff && order->shopperId != action.actor.shopperId))
        return failure(ErrorCode::NotFound, u"there is no order %1"_s.arg(wanted.orderId.left(64)));
    const bool override = wanted.overrideRules && action.actor.staff;
    const ReturnRules rules = readReturnRules(transaction);
    auto made = makeRma(transaction, context, {*order, unitShares(*order), rules, override, transaction.now()}, wanted);
    if (!made)
        return tl::unexpected(made.error());
    Rma &rma = *made;
    RmaSummary &summary = rma.summary;
    summary.number = newNumber(context.random);
    summary.orderId = order->id;
    summary.shopperId = order->shopperId;
    summary.email = order->email;
    summary.createdAt = summary.updatedAt = transaction.now();
    summary.dueAt = transaction.now() + std::chrono::milliseconds(ruleOf(RmaState::Submitted).due).count();
    rma.byStaff = action.actor.staff.has_value();
    insertRma(transaction, rma);
    auditStep(transaction, rma, RmaStep::Submit, std::nullopt, describe(rma, override), action.actor.text(), action.requestId);
    if (!override) {
        if (const auto gone = goOnByItself(transaction, rma, rules); !gone)
            return tl::unexpected(gone.error());
    }
    rememberAction(transaction, keyOf(action), {summary.id, summary.version});
    return RmaAnswer{*findRma(transaction, summary.id), false};
}

Result<RmaAnswer> validateRma(WriteTransaction &transaction, const RmaAction &action)
{
    return takeStep(transaction, action, RmaStep::Validate, [](Rma &) -> Result<StepOutcome> {
        return StepOutcome{RmaState::Validated, {}};
    });
}

Result<RmaAnswer> approveRma(WriteTransaction &transaction, const RmaAction &action)
{
    return takeStep(transaction, action, RmaStep::Approve, [&transaction](Rma &rma) -> Result<StepOutcome> {
        return approve(transaction, rma, readReturnRules(transaction));
    });
}

Result<RmaAnswer> declineRma(WriteTransaction &transaction, const RmaAction &action, const QString &reason)
{
    return takeStep(transaction, action, RmaStep::Decline, [&](Rma &rma) -> Result<StepOutcome> {
        if (reason.trimmed().isEmpty())
            return invalidField(u"reason"_s, u"required"_s, u"The customer is told why: give a reason."_s);
        return giveUp(transaction, rma, RmaState::Declined, reason);
    });
}

Result<RmaAnswer> cancelRma(WriteTransaction &transaction, const RmaAction &action, const QString &reason)
{
    return takeStep(transaction, action, RmaStep::Cancel,
                    [&](Rma &rma) { return giveUp(transaction, rma, RmaState::Cancelled, reason); });
}

Result<RmaAnswer> sendRma(WriteTransaction &transaction, const RmaAction &action, const QString &tracking)
{
    return takeStep(transaction, action, RmaStep::Send, [&tracking](Rma &rma) -> Result<StepOutcome> {
        if (tracking.size() > 100)
            return invalidField(u"tracking"_s, u"too_long"_s, u"A tracking number has at most 100 characters."_s);
        rma.tracking = tracking.trimmed();
        rma.expiresAt.reset();
        return StepOutcome{RmaState::InTransit, {{u"tracking"_s, rma.tracking}}};
    });
}

QStringList overdueRmas(ReadTransaction &transaction, UtcMillis now, int maximum)
{
    QStringList overdue;
    transaction.each(u"SELECT id FROM rma WHERE state = 'approved' AND expires_at <= ? ORDER BY expires_at LIMIT ?"_s,
                     {now, maximum}, [&overdue](const Row &row) { overdue << row.text(0); });
    return overdue;
}

Result<RmaAnswer> expireRma(WriteTransaction &transaction, const QString &rmaId)
{
    RmaAction action;
    action.rmaId = rmaId;
    action.actor = RmaActor::system();
    return takeStep(transaction, action, RmaStep::Expire, [&](Rma &rma) -> Result<StepOutcome> {
        if (!rma.expiresAt || *rma.expiresAt > transaction.now())
            return failure(ErrorCode::Conflict, u"return %1 is not overdue"_s.arg(rma.summary.number));
        return giveUp(transaction, rma, RmaState::Expired, {});
    });
}

} // namespace tidegate
