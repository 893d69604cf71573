// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/scripted_orders.h"

#include "ui/scripted_answer.h"

#include "core/store/action_key.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

bool fits(const OrderSearch &search, const Order &order)
{
    const bool paid = order.status == OrderStatus::Paid;
    const bool status = search.status.isEmpty() || search.status == orderStatusName(order.status)
        || (paid && search.status == fulfilmentName(order.fulfilment));
    const auto begins = [&search](const QString &text) { return text.startsWith(search.text, Qt::CaseInsensitive); };
    return status
        && (begins(order.id) || begins(order.email)
            || std::any_of(order.lines.begin(), order.lines.end(), [&](const OrderLine &line) { return begins(line.sku); }));
}

/// Up to `limit` of `rows` from the one at the cursor on, and the cursor of what follows.
template <typename T>
Page<T> pageOf(const std::vector<T> &rows, int limit, const QString &cursor)
{
    const std::size_t begin = std::min<std::size_t>(cursor.toULongLong(), rows.size());
    const std::size_t end = std::min(begin + std::size_t(limit), rows.size());
    return {{rows.begin() + std::ptrdiff_t(begin), rows.begin() + std::ptrdiff_t(end)},
            end == rows.size() ? QString() : QString::number(end)};
}

} // namespace

OrderRecord *ScriptedOrders::find(const QString &orderId)
{
    const auto found = std::find_if(records.begin(), records.end(),
                                    [&](const OrderRecord &record) { return record.details.order.id == orderId; });
    return found == records.end() ? nullptr : &*found;
}

QString ScriptedOrders::newKey()
{
    return u"key-%1"_s.arg(++keysMade);
}

void ScriptedOrders::orders(const OrderSearch &search, Answer<Page<Order>> answer)
{
    searches.push_back(search);
    pagesAsked += search.cursor.isEmpty() ? 0 : 1;
    std::vector<Order> fitting;
    for (const OrderRecord &record : records) {
        if (fits(search, record.details.order)) {
            fitting.push_back(record.details.order);
        }
    }
    giveLater<Page<Order>>(this, std::move(answer), resultOf(readFailure, pageOf(fitting, search.limit, search.cursor)));
}

void ScriptedOrders::order(const QString &orderId, Answer<OrderRecord> answer)
{
    const OrderRecord *known = find(orderId);
    giveLater<OrderRecord>(this, std::move(answer), known ? resultOf(readFailure, *known) : failure(ErrorCode::NotFound));
}

void ScriptedOrders::returnsOf(const QString &orderId, Answer<std::vector<RmaSummary>> answer)
{
    std::vector<RmaSummary> found;
    std::copy_if(returnList.begin(), returnList.end(), std::back_inserter(found),
                 [&](const RmaSummary &rma) { return rma.orderId == orderId; });
    giveLater<std::vector<RmaSummary>>(this, std::move(answer), resultOf(readFailure, found));
}

/// As the services: a stale version changes nothing.
template <typename Change>
void ScriptedOrders::change(const OrderWrite &write, Answer<OrderDetails> answer, Change change)
{
    OrderRecord *record = find(write.orderId);
    if (stepFailure) {
        giveLater<OrderDetails>(this, std::move(answer), tl::unexpected(*stepFailure));
    } else if (record->details.order.version != write.expectedVersion) {
        giveLater<OrderDetails>(this, std::move(answer), versionConflict(u"order"_s, record->details.order.version));
    } else {
        change(record->details);
        ++record->details.order.version;
        giveLater<OrderDetails>(this, std::move(answer), record->details);
    }
}

void ScriptedOrders::ship(const OrderWrite &write, const std::vector<LineQuantity> &lines, const QString &tracking,
                          Answer<OrderDetails> answer)
{
    shipped.push_back({write, lines, tracking});
    change(write, std::move(answer), [&](OrderDetails &details) {
        bool open = false;
        for (OrderLine &line : details.order.lines) {
            for (const LineQuantity &left : lines) {
                line.shipped += left.orderLineId == line.id ? left.quantity : 0;
            }
            open = open || line.open() > 0;
        }
        details.order.fulfilment = open ? Fulfilment::PartShipped : Fulfilment::Shipped;
        details.shipments.push_back({u"shipment"_s, tracking, u"staff:test"_s, details.order.createdAt, lines});
    });
}

void ScriptedOrders::previewCancel(const QString &orderId, const std::vector<LineQuantity> &lines, Answer<CancelPreview> answer)
{
    previews.push_back(lines);
    const OrderRecord *record = find(orderId);
    giveLater<CancelPreview>(this, std::move(answer),
                             resultOf(readFailure, CancelPreview{record->details.order.version, previewAmount}));
}

void ScriptedOrders::cancel(const OrderWrite &write, const std::vector<LineQuantity> &lines, const QString &reason,
                            Answer<OrderDetails> answer)
{
    cancelled.push_back({write, lines, reason});
    change(write, std::move(answer), [&](OrderDetails &details) {
        for (OrderLine &line : details.order.lines) {
            for (const LineQuantity &gone : lines) {
                line.cancelled += gone.orderLineId == line.id ? gone.quantity : 0;
            }
        }
    });
}

void ScriptedOrders::ordersToShip(const QString &cursor, int limit, Answer<Page<Order>> answer)
{
    std::vector<Order> waiting;
    for (auto record = records.rbegin(); record != records.rend(); ++record) {
        const Order &order = record->details.order;
        if (order.status == OrderStatus::Paid
            && (order.fulfilment == Fulfilment::Unshipped || order.fulfilment == Fulfilment::PartShipped)) {
            waiting.push_back(order);
        }
    }
    giveLater<Page<Order>>(this, std::move(answer), resultOf(readFailure, pageOf(waiting, limit, cursor)));
}

void ScriptedOrders::pickList(const QStringList &orderIds, Answer<PickList> answer)
{
    pickLists.push_back(orderIds);
    PickList list;
    for (const QString &id : orderIds) {
        const Order &order = find(id)->details.order;
        list.orders.push_back(order);
        for (const OrderLine &line : order.lines) {
            auto item =
                std::find_if(list.items.begin(), list.items.end(), [&](const PickItem &known) { return known.sku == line.sku; });
            if (item == list.items.end()) {
                item = list.items.insert(list.items.end(), {line.sku, line.name, 0, 50, {}});
            }
            item->quantity += line.open();
            item->shares.push_back({id, line.open()});
        }
    }
    giveLater<PickList>(this, std::move(answer), resultOf(readFailure, list));
}

void ScriptedOrders::refunds(RefundState state, const QString &cursor, int limit, Answer<Page<Refund>> answer)
{
    std::vector<Refund> fitting;
    std::copy_if(refundList.begin(), refundList.end(), std::back_inserter(fitting),
                 [&](const Refund &refund) { return refund.state == state; });
    giveLater<Page<Refund>>(this, std::move(answer), resultOf(readFailure, pageOf(fitting, limit, cursor)));
}

void ScriptedOrders::retryRefund(const QString &refundId, qint64, Answer<Refund> answer)
{
    retriedRefunds += refundId;
    const auto refund =
        std::find_if(refundList.begin(), refundList.end(), [&](const Refund &known) { return known.id == refundId; });
    if (!stepFailure) {
        refund->state = RefundState::Pending;
    }
    giveLater<Refund>(this, std::move(answer), resultOf(stepFailure, *refund));
}

void ScriptedOrders::settleRefund(const QString &refundId, qint64, const QString &reference, Answer<Refund> answer)
{
    settledRefunds.emplace_back(refundId, reference);
    const auto refund =
        std::find_if(refundList.begin(), refundList.end(), [&](const Refund &known) { return known.id == refundId; });
    if (!stepFailure) {
        refund->inDoubt = false;
        refund->reference = reference;
        refund->state = reference.isEmpty() ? RefundState::Failed : RefundState::Settled;
    }
    giveLater<Refund>(this, std::move(answer), resultOf(stepFailure, *refund));
}

void ScriptedOrders::ordersInDoubt(const QString &cursor, int limit, Answer<Page<Order>> answer)
{
    std::vector<Order> reserved;
    for (auto record = records.rbegin(); record != records.rend(); ++record) {
        if (record->details.order.status == OrderStatus::Reserved) {
            reserved.push_back(record->details.order);
        }
    }
    giveLater<Page<Order>>(this, std::move(answer), resultOf(readFailure, pageOf(reserved, limit, cursor)));
}

void ScriptedOrders::settlePayment(const OrderWrite &write, const QString &reference, Answer<OrderDetails> answer)
{
    settledPayments.push_back({write, {}, reference});
    change(write, std::move(answer), [&](OrderDetails &details) {
        details.order.status = reference.isEmpty() ? OrderStatus::Released : OrderStatus::Paid;
        details.order.paymentReference = reference;
    });
}

} // namespace tidegate
