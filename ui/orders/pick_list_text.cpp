// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/orders/pick_list_text.h"

#include "ui/common/csv.h"
#include "ui/common/format.h"
#include "ui/orders/order_texts.h"

#include <QCoreApplication>
#include <QHash>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(tidegate::PickLists)
};

/// Which number each order has on the list, from 1.
QHash<QString, int> numbersOf(const PickList &list)
{
    QHash<QString, int> numbers;
    for (const Order &order : list.orders) {
        numbers.insert(order.id, int(numbers.size()) + 1);
    }
    return numbers;
}

QString sharesText(const PickItem &item, const QHash<QString, int> &numbers)
{
    QStringList parts;
    for (const PickShare &share : item.shares) {
        parts += Text::tr("%1 for no. %2", "quantity, and the order's number on the list")
                     .arg(countText(share.quantity))
                     .arg(numbers.value(share.orderId));
    }
    return parts.join(u", "_s);
}

QString rowHtml(const QStringList &cells, const QString &tag, const QList<int> &atTheRight)
{
    QString row = u"<tr>"_s;
    for (int column = 0; column < cells.size(); ++column) {
        const QString align = atTheRight.contains(column) ? u"right"_s : u"left"_s;
        row += u"<%1 align=\"%2\">%3</%1>"_s.arg(tag, align, cells[column].toHtmlEscaped());
    }
    return row + u"</tr>"_s;
}

QString tableHtml(const QStringList &headings, const std::vector<QStringList> &rows, const QList<int> &atTheRight)
{
    QString table =
        u"<table width=\"100%\" border=\"1\" cellspacing=\"0\" cellpadding=\"4\" style=\"border-collapse: collapse\"><thead>"_s
        + rowHtml(headings, u"th"_s, atTheRight) + u"</thead>"_s;
    for (const QStringList &row : rows) {
        table += rowHtml(row, u"td"_s, atTheRight);
    }
    return table + u"</table>"_s;
}

} // namespace

QString pickListHtml(const PickList &list)
{
    const QHash<QString, int> numbers = numbersOf(list);
    std::vector<QStringList> items;
    for (const PickItem &item : list.items) {
        items.push_back({item.sku, item.name, countText(item.quantity), countText(item.onHand), sharesText(item, numbers)});
    }
    std::vector<QStringList> orders;
    for (const Order &order : list.orders) {
        orders.push_back({countText(numbers.value(order.id)), order.id, customerText(order), momentText(order.createdAt),
                          countText(openUnitsOf(order))});
    }
    const QString summary = Text::tr("%1, %2, as of %3", "units, orders, time")
                                .arg(Text::tr("%Ln unit(s)", nullptr, plural(list.units())),
                                     Text::tr("%Ln order(s)", nullptr, int(list.orders.size())), momentText(list.at));
    return u"<h2>%1</h2><p>%2</p>"_s.arg(Text::tr("Pick list").toHtmlEscaped(), summary.toHtmlEscaped())
        + tableHtml({Text::tr("SKU"), Text::tr("Product"), Text::tr("Pick"), Text::tr("On hand"), Text::tr("For the orders")},
                    items, {2, 3})
        + u"<h3>%1</h3>"_s.arg(Text::tr("Orders").toHtmlEscaped())
        + tableHtml({Text::tr("No."), Text::tr("Order"), Text::tr("Customer"), Text::tr("Ordered"), Text::tr("Units")}, orders,
                    {0, 4});
}

QByteArray pickListCsv(const PickList &list)
{
    const QHash<QString, int> numbers = numbersOf(list);
    QByteArray csv =
        csvLine({u"sku"_s, u"product"_s, u"quantity"_s, u"on_hand"_s, u"order_number"_s, u"order_id"_s, u"order_quantity"_s});
    for (const PickItem &item : list.items) {
        for (const PickShare &share : item.shares) {
            csv += csvLine({item.sku, item.name, QString::number(item.quantity), QString::number(item.onHand),
                            QString::number(numbers.value(share.orderId)), share.orderId, QString::number(share.quantity)});
        }
    }
    return csv;
}

} // namespace tidegate
