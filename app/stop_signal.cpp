// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/stop_signal.h"

#include <csignal>
#include <sys/socket.h>
#include <unistd.h>

namespace tidegate {

namespace {

int ends[2] = {-1, -1};

/// Only a write is allowed in a signal handler; the event loop does the rest.
void tell(int)
{
    const char byte = 1;
    [[maybe_unused]] const ssize_t written = ::write(ends[0], &byte, 1);
}

} // namespace

StopSignal::StopSignal(std::function<void()> stop)
{
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0)
        qFatal("no socket pair for signals");
    m_notifier = std::make_unique<QSocketNotifier>(ends[1], QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [stop = std::move(stop)] {
        char byte = 0;
        [[maybe_unused]] const ssize_t got = ::read(ends[1], &byte, 1);
        stop();
    });
    struct sigaction action = {};
    action.sa_handler = tell;
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGTERM, &action, nullptr);
    ::sigaction(SIGINT, &action, nullptr);
}

StopSignal::~StopSignal()
{
    std::signal(SIGTERM, SIG_DFL);
    std::signal(SIGINT, SIG_DFL);
    m_notifier.reset();
    ::close(ends[0]);
    ::close(ends[1]);
}

} // namespace tidegate
