// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/busy_returns.h"

#include "ui/returns_at_work.h"

#include <array>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr UtcMillis hour = 3'600'000;
constexpr UtcMillis day = 24 * hour;

QByteArray stateJson(RmaState state)
{
    return "{\"state\":\"" + rmaStateName(state).toLatin1() + "\"}";
}

/// A return that went from one of its states to the next every few hours.
RmaDetails details(int index, RmaState state, UtcMillis now, UtcMillis age)
{
    static const std::array people{"ada", "ben", "chloe", "dmitri", "elif", "farid", "greta", "hugo"};
    static const std::array goods{"Rain jacket", "Desk lamp", "Trail shoes", "Enamel kettle"};
    RmaDetails made;
    RmaSummary &summary = made.rma.summary;
    const QString order = u"019cb%1-5d20-7c31-9a40-%2"_s.arg(100 + index).arg(100000000000 + index * 7919);
    summary.id = u"rma-%1"_s.arg(index);
    summary.number = u"R-%1K3QD-2MX9%2"_s.arg(QChar(u'A' + index % 20)).arg(QChar(u'A' + index / 20));
    summary.orderId = order;
    summary.shopperId = u"shopper-%1"_s.arg(index);
    summary.email = u"%1@example.com"_s.arg(QLatin1String(people[std::size_t(index) % people.size()]));
    summary.state = state;
    summary.createdAt = now - age;
    summary.updatedAt = now - age / 2;
    summary.version = 1;
    summary.units = 1 + index % 3;
    summary.value = {4'995 + index * 1'310, Currency::euro()};
    if (const auto due = std::chrono::milliseconds(ruleOf(state).due).count(); due > 0) {
        summary.dueAt = summary.updatedAt + due;
    }
    const auto &name = goods[std::size_t(index) % goods.size()];
    RmaLine line{u"line-%1"_s.arg(index),
                 u"order-line"_s,
                 u"SKU-%1"_s.arg(1000 + index % 4),
                 QString::fromLatin1(name),
                 summary.units,
                 summary.units,
                 0,
                 0,
                 ReturnReason(index % 7),
                 u"The zip is torn"_s,
                 {}};
    const UnitPlace place = state == RmaState::Received ? UnitPlace::Arrived : UnitPlace::Expected;
    for (qint64 unit = 1; unit <= summary.units; ++unit) {
        line.units.push_back({line.id, unit, unit, summary.value.amount / summary.units, 0, 0, 0, place, {}, {}});
    }
    made.rma.lines.push_back(line);
    made.history.push_back({index * 10 + 1,
                            summary.createdAt,
                            u"shopper:"_s + summary.shopperId,
                            u"rma.submit"_s,
                            {},
                            QByteArray(R"({"number":")") + summary.number.toLatin1() + R"(","units":)"
                                + QByteArray::number(summary.units) + R"(,"state":"submitted"})",
                            u"request"_s});
    if (state != RmaState::Submitted) {
        made.history.push_back({index * 10 + 2, summary.createdAt + hour, u"staff:sophie"_s, u"rma.validate"_s,
                                stateJson(RmaState::Submitted), stateJson(RmaState::Validated), u"request"_s});
        summary.version = 2;
    }
    made.rma.notes = {{u"note-1"_s, NoteVisibility::Internal, u"Customer called, is in a hurry."_s, u"staff:sophie"_s,
                       summary.createdAt + 2 * hour}};
    return made;
}

Order order(const QString &id, const QString &email, UtcMillis now)
{
    Order made;
    made.id = id;
    made.email = email;
    made.status = OrderStatus::Paid;
    made.createdAt = now - 12 * day;
    made.total = {24'980, Currency::euro()};
    return made;
}

OrderLine line(const QString &id, const QString &sku, const QString &name, qint64 shipped)
{
    OrderLine made;
    made.id = id;
    made.sku = sku;
    made.name = name;
    made.quantity = 2;
    made.shipped = shipped;
    return made;
}

} // namespace

void fillBusyReturns(ScriptedReturns &returns, UtcMillis now)
{
    returns.now = now;
    const std::array states{RmaState::Submitted,      RmaState::Submitted, RmaState::Validated, RmaState::Approved,
                            RmaState::InTransit,      RmaState::Received,  RmaState::Completed, RmaState::Submitted,
                            RmaState::PartlyReceived, RmaState::Declined,  RmaState::Settling,  RmaState::Validated,
                            RmaState::Expired,        RmaState::Cancelled, RmaState::Decided,   RmaState::Submitted};
    for (std::size_t index = 0; index < states.size(); ++index) {
        returns.records.push_back(details(int(index), states[index], now, hour * (6 + UtcMillis(index) * 9)));
    }
    for (const RmaDetails &worked : {returnReceived(now), returnInspected(now), returnInAttention(now), returnUnderRepair(now)}) {
        returns.records.push_back(worked);
        returns.records.back().rma.summary.id = u"worked-%1"_s.arg(returns.records.size());
    }
    returns.plan = mixedPlan();
    Order first = order(u"019cb777-0a11-7c31-9a40-aaaaaaaaaaaa"_s, u"ada@example.com"_s, now);
    first.lines = {line(u"l1"_s, u"PINE-M"_s, u"Rain jacket, M"_s, 2), line(u"l2"_s, u"LAMP-2"_s, u"Desk lamp"_s, 1),
                   line(u"l3"_s, u"CAKE"_s, u"Cake in a tin"_s, 1), line(u"l4"_s, u"TENT"_s, u"Green tent"_s, 0)};
    Order second = order(u"019cb888-0b22-7c31-9a40-bbbbbbbbbbbb"_s, u"ben@example.com"_s, now);
    second.lines = {line(u"l5"_s, u"TENT"_s, u"Green tent"_s, 0)};
    returns.orders = {first, second};
    returns.returnable[first.id] = {{u"l1"_s, u"PINE-M"_s, u"Rain jacket, M"_s, 2, 2, 2, false, now + 18 * day},
                                    {u"l2"_s, u"LAMP-2"_s, u"Desk lamp"_s, 1, 1, 0, false, now - 2 * day},
                                    {u"l3"_s, u"CAKE"_s, u"Cake in a tin"_s, 1, 1, 1, true, now + 18 * day},
                                    {u"l4"_s, u"TENT"_s, u"Green tent"_s, 0, 0, 0, false, std::nullopt}};
    returns.returnable[second.id] = {{u"l5"_s, u"TENT"_s, u"Green tent"_s, 0, 0, 0, false, std::nullopt}};
}

void fillManyReturns(ScriptedReturns &returns, UtcMillis now, int count)
{
    returns.now = now;
    for (int index = 0; index < count; ++index) {
        RmaDetails made = details(index, RmaState::Submitted, now, hour + index * 1'000);
        made.rma.summary.number = u"R-%1-00000"_s.arg(index, 5, 10, QLatin1Char('0'));
        returns.records.push_back(std::move(made));
    }
}

} // namespace tidegate
