// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rma/rma_queries.h"
#include "core/staff/staff_role.h"

#include <QListWidget>

#include <optional>
#include <vector>

namespace tidegate {

/// One list of returns: what waits for somebody, what is in a state, everything.
struct ReturnQueue {
    QString id; ///< "support", "submitted", "all"
    QString name;
    bool isHeading = false; ///< the whole of what waits for one role
    std::optional<RmaQueue> queue;
    std::optional<RmaState> state;
};

/// All of them, in the order in which they are shown; made from the workflow's table.
std::vector<ReturnQueue> returnQueues();

/// The queues with how many returns each has, and how many of these are overdue. One is chosen at a time, by mouse or arrow keys.
class ReturnQueues : public QListWidget
{
    Q_OBJECT

public:
    explicit ReturnQueues(QWidget *parent = nullptr);

    void showCounts(const std::vector<RmaStateCount> &counts);
    [[nodiscard]] const ReturnQueue &chosen() const;
    void choose(const QString &id);
    /// The queue of this role.
    void chooseOwn(StaffRole role);

Q_SIGNALS:
    void chosenChanged();

private:
    const std::vector<ReturnQueue> m_queues;
};

} // namespace tidegate
