// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/jobs_model.h"

#include "ui/common/format.h"
#include "ui/common/theme.h"
#include "ui/jobs/job_history.h"
#include "ui/jobs/job_texts.h"

#include <QApplication>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr double barHeight = 8;

bool isNumber(int column)
{
    return column == JobsModel::Rows || column == JobsModel::Rejected || column == JobsModel::Rate;
}

} // namespace

void JobProgressDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QVariant percent = index.data(JobsModel::PercentRole);
    if (!percent.isValid()) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    QStyleOptionViewItem plain = option;
    initStyleOption(&plain, index);
    const QString text = plain.text;
    plain.text.clear();
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &plain, painter, option.widget);
    const bool selected = option.state & QStyle::State_Selected;
    const ThemeColors &colors = themeColors(option.palette);
    const int textWidth = option.fontMetrics.horizontalAdvance(u"100 %"_s) + 8;
    const QRectF room = QRectF(option.rect).adjusted(8, 0, -8 - textWidth, 0);
    const QRectF track(room.left(), room.center().y() - barHeight / 2, room.width(), barHeight);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(colors.track);
    painter->drawRoundedRect(track, barHeight / 2, barHeight / 2);
    QRectF done = track;
    done.setWidth(std::max(barHeight, track.width() * percent.toInt() / 100));
    painter->setBrush(selected ? colors.onAccent : colors.accent);
    painter->drawRoundedRect(done, barHeight / 2, barHeight / 2);
    painter->setPen(selected ? colors.onAccent : colors.text);
    painter->drawText(QRectF(option.rect).adjusted(room.width(), 0, -8, 0), int(Qt::AlignRight | Qt::AlignVCenter), text);
    painter->restore();
}

JobsModel::JobsModel(const JobHistory &history, const Clock &clock, QObject *parent)
    : PagedModel(parent)
    , m_history(history)
    , m_clock(clock)
{
}

void JobsModel::refreshRates()
{
    for (int row = 0; row < rowCount(); ++row) {
        if (!rows()[std::size_t(row)].isOver()) {
            Q_EMIT dataChanged(index(row, Rate), index(row, Took), {Qt::DisplayRole});
        }
    }
}

int JobsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

qint64 JobsModel::tookOf(const JobView &job) const
{
    return job.startedAt ? job.finishedAt.value_or(m_clock.utc()) - *job.startedAt : 0;
}

QString JobsModel::textOf(const JobView &job, int column) const
{
    switch (column) {
    case Partner: return job.sandbox ? tr("%1 (sandbox)").arg(job.partnerName) : job.partnerName;
    case State: return jobStateText(job.state);
    case Progress: return job.state == JobState::Running ? tr("%1 %").arg(job.percent) : QString();
    case Rows:
        return job.total > job.processed ? tr("%1 of %2", "rows").arg(countText(job.processed), countText(job.total))
                                         : countText(job.processed);
    case Rejected: return countText(job.rejected);
    case Rate: return job.state == JobState::Running ? tr("%1/s", "rows").arg(rateText(m_history.rateOf(job.id))) : QString();
    case Kind: return jobKindText(job);
    case Format: return job.format.isEmpty() ? u"–"_s : job.format;
    case Created: return momentText(job.createdAt);
    default: return job.startedAt ? spanText(std::chrono::milliseconds(tookOf(job))) : QString();
    }
}

QVariant JobsModel::sortValue(const JobView &job, int column) const
{
    switch (column) {
    case State: return int(job.state);
    case Progress: return job.percent;
    case Rows: return job.processed;
    case Rejected: return job.rejected;
    case Rate: return m_history.rateOf(job.id);
    case Created: return job.createdAt;
    case Took: return tookOf(job);
    default: return textOf(job, column);
    }
}

QVariant JobsModel::data(const QModelIndex &index, int role) const
{
    const JobView &job = rows()[std::size_t(index.row())];
    switch (role) {
    case SortRole: return sortValue(job, index.column());
    case Qt::DisplayRole: return textOf(job, index.column());
    case Qt::ToolTipRole: return textOf(job, index.column()).toHtmlEscaped();
    case Qt::DecorationRole: return index.column() == State ? QVariant(jobStateIcon(job.state)) : QVariant();
    case Qt::TextAlignmentRole: return int((isNumber(index.column()) ? Qt::AlignTrailing : Qt::AlignLeading) | Qt::AlignVCenter);
    case PercentRole: return job.state == JobState::Running ? QVariant(job.percent) : QVariant();
    default: return {};
    }
}

QVariant JobsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int((isNumber(section) ? Qt::AlignTrailing : Qt::AlignLeading) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Partner: return tr("Partner");
    case State: return tr("Status");
    case Progress: return tr("Progress");
    case Rows: return tr("Rows");
    case Rejected: return tr("Rejected");
    case Rate: return tr("Speed");
    case Kind: return tr("Kind");
    case Format: return tr("Format");
    case Created: return tr("Received");
    default: return tr("Took");
    }
}

} // namespace tidegate
