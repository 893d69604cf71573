// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/job_history.h"

#include <algorithm>

namespace tidegate {

namespace {

constexpr UtcMillis historyMillis = UtcMillis(JobHistory::seconds) * 1000;
constexpr UtcMillis recentMillis = 10'000;

double perSecond(qint64 rows, UtcMillis millis)
{
    return millis <= 0 ? 0 : static_cast<double>(std::max<qint64>(0, rows)) * 1000 / static_cast<double>(millis);
}

} // namespace

void JobHistory::append(const JobActivity &activity)
{
    while (!m_rates.empty() && m_rates.back().at >= activity.at) {
        m_rates.pop_back();
    }
    while (!m_snapshots.empty() && m_snapshots.back().at >= activity.at) {
        m_snapshots.pop_back();
    }
    Snapshot now{.at = activity.at, .marks = {}};
    for (const JobMark &mark : activity.marks) {
        now.marks.insert(mark.id, mark);
    }
    m_rates.push_back(m_snapshots.empty() ? Rate{.at = activity.at} : rateBetween(m_snapshots.back(), now));
    m_snapshots.push_back(std::move(now));
    while (m_rates.front().at < activity.at - historyMillis) {
        m_rates.pop_front();
    }
    while (m_snapshots.size() > 2 && m_snapshots.front().at < activity.at - recentMillis) {
        m_snapshots.pop_front();
    }
    m_queued = activity.queued;
    m_running = activity.running;
}

JobHistory::Rate JobHistory::rateBetween(const Snapshot &before, const Snapshot &after) const
{
    qint64 processed = 0;
    qint64 rejected = 0;
    for (const JobMark &mark : after.marks) {
        const JobMark earlier = before.marks.value(mark.id); // one that was not there has done nothing
        processed += std::max<qint64>(0, mark.processed - earlier.processed);
        rejected += std::max<qint64>(0, mark.rejected - earlier.rejected);
    }
    const UtcMillis millis = after.at - before.at;
    return {after.at, perSecond(processed, millis), perSecond(rejected, millis)};
}

QList<QPointF> JobHistory::points(double Rate::*value) const
{
    QList<QPointF> points;
    points.reserve(qsizetype(m_rates.size()));
    for (const Rate &rate : m_rates) {
        points.append({static_cast<double>(rate.at - m_rates.back().at) / 1000, rate.*value});
    }
    return points;
}

double JobHistory::rateOf(const QString &jobId) const
{
    for (const Snapshot &earlier : m_snapshots) {
        const auto begun = earlier.marks.find(jobId);
        if (begun == earlier.marks.end() || earlier.at == m_snapshots.back().at) {
            continue;
        }
        const JobMark now = m_snapshots.back().marks.value(jobId);
        return perSecond(now.processed - begun->processed, m_snapshots.back().at - earlier.at);
    }
    return 0;
}

} // namespace tidegate
