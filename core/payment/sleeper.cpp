// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/payment/sleeper.h"

#include <QTimer>

namespace tidegate {

Async<Done> TimerSleeper::after(std::chrono::nanoseconds duration)
{
    Promise<Done> promise;
    const auto whole = std::chrono::ceil<std::chrono::milliseconds>(duration);
    QTimer::singleShot(whole, Qt::PreciseTimer, Executor::current().get(), [promise]() mutable { promise.deliver({}); });
    return promise.async();
}

} // namespace tidegate
