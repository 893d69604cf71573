// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/orders/to_ship_list.h"

#include "ui/common/format.h"
#include "ui/orders/order_texts.h"

#include <QPushButton>

using namespace Qt::StringLiterals;

namespace tidegate {

ToShipList::ToShipList(OrderServices &services, const Clock &clock, QWidget *parent)
    : LiveList(new WaitingOrdersModel(clock, due),
               {.table = new Table(u"ordersToShip"_s, tr("Orders to ship")),
                .letters = {18, 32, 18, 16, 9, 50, 48},
                .none = new EmptyState(
                    u"good"_s, tr("Nothing to ship"),
                    tr("Every order that was paid has left, or was cancelled. New ones stand here, the oldest first.")),
                .reading = tr("Reading the orders…")},
               parent)
    , m_services(services)
{
    table()->setSelectionMode(QAbstractItemView::ExtendedSelection);
    table()->cutInTheMiddle(WaitingOrdersModel::Number);
    for (const int ofFinance : {WaitingOrdersModel::Total, WaitingOrdersModel::Method}) {
        table()->setColumnHidden(ofFinance, true);
    }
    arrange(nullptr, buildButtons());
    allowSteps();
}

QLayout *ToShipList::buildButtons()
{
    m_open = iconButton(u"file"_s, tr("&Open"));
    m_open->setToolTip(tr("The selected order (Enter)"));
    m_ship = iconButton(u"send"_s, tr("&Ship…"));
    m_pick = iconButton(u"jobs"_s, tr("&Pick list…"));
    m_summary = mutedLabel({});
    m_summary->setObjectName(u"toShipSummary"_s);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    for (QPushButton *button : {m_open, m_ship, m_pick}) {
        buttons->addWidget(button);
    }
    buttons->addStretch();
    buttons->addWidget(m_summary);
    connect(m_open, &QPushButton::clicked, this, &ToShipList::openSelected);
    connect(m_ship, &QPushButton::clicked, this, [this] { Q_EMIT shipWanted(selectedId()); });
    connect(m_pick, &QPushButton::clicked, this, &ToShipList::makePickList);
    return buttons;
}

void ToShipList::askPage(const QString &cursor, int limit, Answer<Page<Order>> answer)
{
    m_services.ordersToShip(cursor, limit, std::move(answer));
}

QString ToShipList::selectedId() const
{
    const Order *order = selectedOne();
    return order ? order->id : QString();
}

void ToShipList::allowSteps()
{
    const qsizetype chosen = table()->selectionModel()->selectedRows().size();
    m_open->setEnabled(chosen == 1);
    const QString why = chosen == 1 ? obstacle() : tr("Select an order first.");
    m_ship->setEnabled(why.isEmpty());
    m_ship->setToolTip(why);
    const bool tooMany = chosen > OrderService::longestPickList;
    m_pick->setEnabled(chosen > 0 && !tooMany && !m_picking);
    m_pick->setToolTip(tooMany ? tr("A pick list has at most %Ln orders.", nullptr, int(OrderService::longestPickList))
                               : tr("What to fetch of each SKU for the selected orders (Ctrl+A selects all that are loaded)"));
    tellSum(chosen);
}

void ToShipList::tellSum(qsizetype selected)
{
    const int loaded = model()->rowCount();
    const QString waiting = model()->hasMore() ? tr("the first %Ln order(s); scroll for more", nullptr, loaded)
                                               : tr("%Ln order(s) to ship", nullptr, loaded);
    const QString late = tr("%Ln older than a day", "orders", plural(model()->dueCount()));
    m_summary->setText(selected > 1 ? tr("%Ln selected", "orders", int(selected)) + u" · "_s + waiting
                                    : waiting + u" · "_s + late);
}

void ToShipList::makePickList()
{
    m_picking = true;
    allowSteps();
    QStringList ids;
    for (const Order *order : selected()) {
        ids += order->id;
    }
    m_services.pickList(ids, whileAlive(this, [this](const Result<PickList> &list) {
                            m_picking = false;
                            allowSteps();
                            if (list) {
                                Q_EMIT pickListReady(*list);
                            } else {
                                Q_EMIT told(Banner::Tone::Bad,
                                            tr("The pick list was not made. %1").arg(refusalText(list.error())));
                            }
                        }));
}

} // namespace tidegate
