// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/chart_span.h"
#include "ui/job_services.h"

#include <QHash>
#include <QList>
#include <QPointF>

#include <deque>

namespace tidegate {

/// How fast the jobs went in the last five minutes.
class JobHistory
{
public:
    static constexpr int seconds = chartSeconds;

    /// Forgets what is too old, and, where the machine's clock was set back, what is later than this.
    void append(const JobActivity &activity);

    /// x: seconds before the latest (-300 … 0), y: rows per second of all jobs.
    [[nodiscard]] QList<QPointF> processed() const { return points(&Rate::processed); }
    [[nodiscard]] QList<QPointF> rejected() const { return points(&Rate::rejected); }
    /// Rows per second of one job over the last few seconds; 0 for one that does not run.
    [[nodiscard]] double rateOf(const QString &jobId) const;
    [[nodiscard]] qint64 queued() const { return m_queued; }
    [[nodiscard]] qint64 running() const { return m_running; }

private:
    struct Rate {
        UtcMillis at = 0;
        double processed = 0;
        double rejected = 0;
    };
    struct Snapshot {
        UtcMillis at = 0;
        QHash<QString, JobMark> marks;
    };

    [[nodiscard]] QList<QPointF> points(double Rate::*value) const;
    [[nodiscard]] Rate rateBetween(const Snapshot &before, const Snapshot &after) const;

    std::deque<Rate> m_rates;
    std::deque<Snapshot> m_snapshots; ///< of the last few seconds
    qint64 m_queued = 0;
    qint64 m_running = 0;
};

} // namespace tidegate
