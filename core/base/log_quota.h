// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <QLoggingCategory>
#include <QString>

#include <mutex>

namespace tidegate {

/// Keeps a flood of like entries from filling the log: of one cause the first of each second are written, and of the others one entry says how
/// many there were. That one comes before the next that is written, or with tellHeldBack(). Thread-safe.
///
///     if (quota.admits())
///         qCInfo(category) << …;
class LogQuota
{
public:
    static constexpr int entriesPerSecond = 200;

    /// `what` as in "5 more requests were refused: rate_limited", from the second word. `clock` and `category` must outlive this.
    LogQuota(const Clock &clock, const QLoggingCategory &category, QtMsgType type, QString what);
    ~LogQuota();
    Q_DISABLE_COPY_MOVE(LogQuota)

    /// Whether this entry is to be written. No for entries that the category does not want anyway.
    bool admits();
    /// Writes, for all quotas, what was held back so far. The server calls it every second and at its end.
    static void tellHeldBack();

private:
    qint64 takeHeldBack();
    void write(qint64 heldBack) const;

    const Clock &m_clock;
    const QLoggingCategory &m_category;
    const QtMsgType m_type;
    const QString m_what;
    std::mutex m_mutex;
    Monotonic m_since{0}; ///< the second that is being counted
    int m_written = 0;
    qint64 m_heldBack = 0;
};

} // namespace tidegate
