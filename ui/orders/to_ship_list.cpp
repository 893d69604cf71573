// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/orders/to_ship_list.h"

#include "ui/common/alive.h"
#include "ui/common/format.h"
#include "ui/common/table.h"
#include "ui/orders/order_texts.h"
#include "ui/orders/orders_model.h"

#include <QHeaderView>
#include <QPushButton>
#include <QStackedWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int pageSize = 100;
/// So many rows come anew each second at most.
constexpr int maximumLive = 200;

} // namespace

ToShipList::ToShipList(OrderServices &services, const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_model(new WaitingOrdersModel(clock, due, this))
    , m_table(new Table(u"ordersToShip"_s, tr("Orders to ship")))
{
    buildTable();
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_table);
    m_stack->addWidget(
        new EmptyState(u"good"_s, tr("Nothing to ship"),
                       tr("Every order that was paid has left, or was cancelled. New ones stand here, the oldest first.")));
    m_stack->addWidget(new EmptyState(u"clock"_s, tr("Reading the orders…"), {}));
    m_stack->setCurrentIndex(2);
    auto *card = new Card;
    card->body()->addWidget(m_stack, 1);
    card->body()->addLayout(buildButtons());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->addWidget(card);
    m_model->setAsk([this](const QString &cursor) { askMore(cursor); });
    allowSteps();
}

void ToShipList::buildTable()
{
    m_table->showModel(m_model, Qt::DisplayRole);
    m_table->setSortingEnabled(false);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setColumnHidden(WaitingOrdersModel::Method, true);
    const int letter = fontMetrics().averageCharWidth();
    const int widths[] = {18, 42, 32, 46, 10, 18};
    for (int column = 0; column <= WaitingOrdersModel::Total; ++column) {
        m_table->setColumnWidth(column, letter * widths[column]);
    }
    m_table->horizontalHeader()->setStretchLastSection(true);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ToShipList::allowSteps);
    connect(m_table, &QAbstractItemView::activated, this, [this] {
        if (const QStringList ids = selectedIds(); ids.size() == 1) {
            Q_EMIT orderWanted(ids.front());
        }
    });
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
    connect(m_open, &QPushButton::clicked, this, [this] { Q_EMIT orderWanted(selectedIds().front()); });
    connect(m_ship, &QPushButton::clicked, this, [this] { Q_EMIT shipWanted(selectedIds().front()); });
    connect(m_pick, &QPushButton::clicked, this, &ToShipList::makePickList);
    return buttons;
}

void ToShipList::setObstacle(const QString &ship)
{
    if (m_obstacle != ship) {
        m_obstacle = ship;
        allowSteps();
    }
}

void ToShipList::refresh()
{
    askOrders();
}

void ToShipList::askOrders()
{
    if (m_asking) {
        return;
    }
    m_asking = true;
    m_services.ordersToShip({}, std::clamp(m_model->rowCount(), pageSize, maximumLive),
                            whileAlive(this, [this](Result<Page<Order>> page) {
                                m_asking = false;
                                takeOrders(std::move(page));
                            }));
}

void ToShipList::takeOrders(Result<Page<Order>> page)
{
    if (!page) {
        Q_EMIT unreadable(page.error());
        return;
    }
    Q_EMIT readable();
    m_model->refreshFirstPage(std::move(page->items), page->nextCursor);
    m_stack->setCurrentIndex(m_model->rowCount() > 0 ? 0 : 1);
    allowSteps();
}

void ToShipList::askMore(const QString &cursor)
{
    m_services.ordersToShip(cursor, pageSize, whileAlive(this, [this](Result<Page<Order>> page) {
                                if (!page) {
                                    m_model->failPage();
                                    Q_EMIT unreadable(page.error());
                                    return;
                                }
                                m_model->appendPage(std::move(page->items), page->nextCursor);
                                allowSteps();
                            }));
}

QStringList ToShipList::selectedIds() const
{
    QStringList ids;
    QModelIndexList selected = m_table->selectionModel()->selectedRows();
    std::sort(selected.begin(), selected.end());
    for (const QModelIndex &index : std::as_const(selected)) {
        ids += index.siblingAtColumn(WaitingOrdersModel::Number).data().toString();
    }
    return ids;
}

void ToShipList::allowSteps()
{
    if (!m_pick) {
        return; // still being built
    }
    const qsizetype selected = m_table->selectionModel()->selectedRows().size();
    const QString none = tr("Select an order first.");
    m_open->setEnabled(selected == 1);
    const QString obstacle = selected != 1 ? none : m_obstacle;
    m_ship->setEnabled(obstacle.isEmpty());
    m_ship->setToolTip(obstacle);
    const bool tooMany = selected > OrderService::longestPickList;
    m_pick->setEnabled(selected > 0 && !tooMany && !m_picking);
    m_pick->setToolTip(tooMany ? tr("A pick list has at most %Ln orders.", nullptr, int(OrderService::longestPickList))
                               : tr("What to fetch of each SKU for the selected orders (Ctrl+A selects all that are loaded)"));
    const int loaded = m_model->rowCount();
    const QString waiting = m_model->hasMore() ? tr("the first %Ln order(s); scroll for more", nullptr, loaded)
                                               : tr("%Ln order(s) to ship", nullptr, loaded);
    const QString late = tr("%Ln older than a day", "orders", plural(m_model->dueCount()));
    m_summary->setText(selected > 1 ? tr("%Ln selected", "orders", int(selected)) + u" · "_s + waiting
                                    : waiting + u" · "_s + late);
}

void ToShipList::makePickList()
{
    m_picking = true;
    allowSteps();
    m_services.pickList(selectedIds(), whileAlive(this, [this](const Result<PickList> &list) {
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
