// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace tidegate {

/// Runs functions on one thread that has a Qt event loop. Many that are posted before the loop comes round cost it one wake-up.
/// post() may be called from any thread; what is posted after the thread has ended is dropped.
class Executor : public QObject
{
    Q_OBJECT

public:
    /// The calling thread's executor; made at the first call, ended with the thread.
    static std::shared_ptr<Executor> current();

    ~Executor() override;

    void post(std::function<void()> function);

    bool event(QEvent *event) override;

private:
    Executor() = default;

    std::mutex m_mutex;
    std::vector<std::function<void()>> m_waiting;
};

} // namespace tidegate
