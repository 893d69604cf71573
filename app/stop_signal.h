// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <functional>

namespace tidegate {

/// Calls a function on the event loop when SIGTERM or SIGINT arrives. One per process.
class StopSignal
{
public:
    explicit StopSignal(std::function<void()> stop);
    ~StopSignal();

private:
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace tidegate
