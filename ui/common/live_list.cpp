// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/live_list.h"

#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

enum StackPage { ListPage, NonePage, ReadingPage };

} // namespace

LiveListWidget::LiveListWidget(const Parts &parts, QAbstractItemModel *model, QWidget *parent)
    : QWidget(parent)
    , m_table(parts.table)
    , m_none(parts.none)
    , m_stack(new QStackedWidget)
{
    m_table->showInSequence(model, parts.letters);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_none);
    m_stack->addWidget(new EmptyState(u"clock"_s, parts.reading, {}));
    showReading();
    connect(m_table, &QAbstractItemView::activated, this, &LiveListWidget::openSelected);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &LiveListWidget::allowSteps);
}

void LiveListWidget::arrange(QLayout *above, QLayout *below)
{
    auto *card = new Card;
    if (above) {
        card->body()->addLayout(above);
    }
    card->body()->addWidget(m_stack, 1);
    if (below) {
        card->body()->addLayout(below);
    }
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->addWidget(card);
}

void LiveListWidget::setObstacle(const QString &obstacle)
{
    if (m_obstacle != obstacle) {
        m_obstacle = obstacle;
        allowSteps();
    }
}

void LiveListWidget::focusTable()
{
    m_table->setFocus();
}

void LiveListWidget::goToTable()
{
    if (m_table->model()->rowCount() == 0) {
        return;
    }
    m_table->setFocus();
    if (!m_table->selectionModel()->hasSelection()) {
        m_table->selectSourceRow(0);
    }
}

void LiveListWidget::openSelected()
{
    if (const QString id = selectedId(); !id.isEmpty()) {
        Q_EMIT wanted(id);
    }
}

void LiveListWidget::showReading()
{
    m_stack->setCurrentIndex(ReadingPage);
}

void LiveListWidget::showRows(bool any)
{
    m_stack->setCurrentIndex(any ? ListPage : NonePage);
}

} // namespace tidegate
