// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/return_queues.h"

#include "ui/common/format.h"
#include "ui/common/theme.h"
#include "ui/orders/order_texts.h"
#include "ui/returns/return_texts.h"

#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

enum Role { CountRole = Qt::UserRole, OverdueRole, HeadingRole };

constexpr int side = 8;

/// The name at the left, the counts at the right.
class QueueDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const bool isHeading = index.data(HeadingRole).toBool();
        return {QStyledItemDelegate::sizeHint(option, index).width() + 90, option.fontMetrics.height() + (isHeading ? 18 : 10)};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const ThemeColors &colors = themeColors(option.palette);
        const bool selected = option.state & QStyle::State_Selected;
        const bool isHeading = index.data(HeadingRole).toBool();
        painter->save();
        if (selected) {
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(Qt::NoPen);
            painter->setBrush(option.state & QStyle::State_Active ? colors.accent : colors.accent.darker(110));
            painter->drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), 6, 6);
        }
        QFont font = option.font;
        font.setBold(isHeading);
        painter->setFont(font);
        QRect room = option.rect.adjusted(isHeading ? side : side * 2 + 4, 0, -side, 0);
        const QString count = index.data(CountRole).toString();
        const QString overdue = index.data(OverdueRole).toString();
        painter->setPen(selected ? colors.onAccent : colors.muted);
        painter->drawText(room, int(Qt::AlignTrailing | Qt::AlignVCenter), count);
        room.adjust(0, 0, -painter->fontMetrics().horizontalAdvance(count) - side, 0);
        painter->setPen(selected ? colors.onAccent : colors.bad);
        painter->drawText(room, int(Qt::AlignTrailing | Qt::AlignVCenter), overdue);
        room.adjust(0, 0, overdue.isEmpty() ? 0 : -painter->fontMetrics().horizontalAdvance(overdue) - side, 0);
        painter->setPen(selected ? colors.onAccent : colors.text);
        painter->drawText(room, int(Qt::AlignLeading | Qt::AlignVCenter),
                          painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, room.width()));
        painter->restore();
    }
};

bool holds(const ReturnQueue &queue, RmaState state)
{
    return queue.state ? *queue.state == state : !queue.queue || *queue.queue == ruleOf(state).queue;
}

} // namespace

std::vector<ReturnQueue> returnQueues()
{
    std::vector<ReturnQueue> queues;
    for (const RmaQueue queue :
         {RmaQueue::Support, RmaQueue::Customer, RmaQueue::Warehouse, RmaQueue::Finance, RmaQueue::System, RmaQueue::Closed}) {
        queues.push_back({rmaQueueName(queue), returnQueueText(queue), true, queue, std::nullopt});
        for (const RmaStateRule &rule : rmaStateRules()) {
            if (rule.queue == queue) {
                queues.push_back({rmaStateName(rule.state), returnStateText(rule.state), false, std::nullopt, rule.state});
            }
        }
    }
    queues.push_back({u"all"_s, ReturnQueues::tr("All returns"), true, std::nullopt, std::nullopt});
    return queues;
}

ReturnQueues::ReturnQueues(QWidget *parent)
    : QListWidget(parent)
    , m_queues(returnQueues())
{
    setObjectName(u"returnQueues"_s);
    setAccessibleName(tr("Queues of returns"));
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setItemDelegate(new QueueDelegate(this));
    viewport()->setAutoFillBackground(false);
    for (const ReturnQueue &queue : m_queues) {
        auto *item = new QListWidgetItem(queue.name, this);
        item->setData(HeadingRole, queue.isHeading);
    }
    setCurrentRow(0);
    connect(this, &QListWidget::currentRowChanged, this, &ReturnQueues::chosenChanged);
}

void ReturnQueues::showCounts(const std::vector<RmaStateCount> &counts)
{
    for (std::size_t row = 0; row < m_queues.size(); ++row) {
        qint64 count = 0;
        qint64 overdue = 0;
        for (const RmaStateCount &state : counts) {
            if (holds(m_queues[row], state.state)) {
                count += state.count;
                overdue += ruleOf(state.state).queue == RmaQueue::Closed ? 0 : state.overdue;
            }
        }
        QListWidgetItem *line = item(int(row));
        const QString overdueText = overdue > 0 ? tr("%Ln late", "returns", plural(overdue)) : QString();
        line->setData(CountRole, countText(count));
        line->setData(OverdueRole, overdueText);
        const QString spoken = tr("%1: %2", "queue and count").arg(m_queues[row].name, countText(count));
        line->setData(Qt::AccessibleTextRole, overdue > 0 ? spoken + u", "_s + overdueText : spoken);
        line->setToolTip(overdue > 0 ? tr("%Ln of them are overdue", nullptr, plural(overdue)) : QString());
    }
}

const ReturnQueue &ReturnQueues::chosen() const
{
    return m_queues[std::size_t(std::max(0, currentRow()))];
}

void ReturnQueues::choose(const QString &id)
{
    const auto found = std::find_if(m_queues.begin(), m_queues.end(), [&](const ReturnQueue &queue) { return queue.id == id; });
    if (found != m_queues.end()) {
        setCurrentRow(int(found - m_queues.begin()));
    }
}

void ReturnQueues::chooseOwn(StaffRole role)
{
    choose(role == StaffRole::Admin ? u"all"_s : staffRoleName(role));
}

} // namespace tidegate
