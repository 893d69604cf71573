// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/paged_model.h"
#include "ui/job_services.h"

#include <QStyledItemDelegate>

namespace tidegate {

class JobHistory;

/// Paints how far a job is.
class JobProgressDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

/// Jobs, one per row, the newest first.
class JobsModel : public PagedModel<JobView>
{
    Q_OBJECT

public:
    enum Column { Partner, State, Progress, Rows, Rejected, Rate, Kind, Format, Created, Took, ColumnCount };
    static constexpr int SortRole = Qt::UserRole;
    static constexpr int PercentRole = Qt::UserRole + 1; ///< an int from 0 to 100; nothing for one that is over or only queued

    /// Both outlive this.
    JobsModel(const JobHistory &history, const Clock &clock, QObject *parent = nullptr);

    /// Rates and times of open jobs have changed.
    void refreshRates();

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    [[nodiscard]] QString keyOf(const JobView &row) const override { return row.id; }

private:
    [[nodiscard]] QString textOf(const JobView &job, int column) const;
    [[nodiscard]] QVariant sortValue(const JobView &job, int column) const;
    [[nodiscard]] qint64 tookOf(const JobView &job) const;

    const JobHistory &m_history;
    const Clock &m_clock;
};

} // namespace tidegate
