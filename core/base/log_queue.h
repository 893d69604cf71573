// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <chrono>
#include <memory>

namespace tidegate {

/// Lines on their way to a descriptor that somebody may read slowly or not at all. A thread of its own writes them, in their order; who adds
/// one never waits. What there is no room for is dropped by whole lines, and a line in its place says how many. Thread-safe.
class LogQueue
{
public:
    using Notice = QByteArray (*)(qint64 dropped);

    explicit LogQueue(int descriptor, Notice notice, qsizetype maximumBytes = 1 << 20);
    /// Waits for nothing: what is still there is written if it can be while the process lives.
    ~LogQueue();
    Q_DISABLE_COPY_MOVE(LogQueue)

    /// `line` with its line end.
    void add(const QByteArray &line);
    /// Whether all that was added is written; waits for it no longer than `patience`.
    bool flush(std::chrono::milliseconds patience);

private:
    struct State;
    static void run(const std::shared_ptr<State> &state);

    std::shared_ptr<State> m_state;
};

} // namespace tidegate
