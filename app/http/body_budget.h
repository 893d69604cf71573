// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <atomic>
#include <memory>

namespace tidegate {

/// Bounds the memory that all bodies of a server hold together, while they arrive and while they are worked on; after a burst the memory
/// goes back to the system. Thread-safe.
class BodyBudget
{
public:
    explicit BodyBudget(qint64 maximum);

    /// False: there is not so much left, and nothing was taken.
    bool take(qint64 bytes);
    void giveBack(qint64 bytes);

private:
    const qint64 m_maximum;
    std::atomic<qint64> m_taken{0};
    std::atomic<qint64> m_mostTaken{0}; ///< since nothing was taken; roughly
};

/// What one body has taken; given back when it goes.
class BodyShare
{
public:
    explicit BodyShare(std::shared_ptr<BodyBudget> budget);
    ~BodyShare();
    Q_DISABLE_COPY_MOVE(BodyShare)

    bool growTo(qint64 bytes);

private:
    const std::shared_ptr<BodyBudget> m_budget;
    qint64 m_bytes = 0;
};

} // namespace tidegate
