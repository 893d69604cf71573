// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QScrollBar>
#include <QTableView>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>
#include <vector>

namespace tidegate::test {

inline constexpr double frame = 33; ///< milliseconds

/// Of this thread's own work: what others do on the machine meanwhile is not the window's doing.
inline double cpuMillisecondsOf(const std::function<void()> &work)
{
    const auto now = [] {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
    };
    const double begin = now();
    work();
    return now() - begin;
}

inline double millisecondsOf(const std::function<void()> &work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return double(timer.nsecsElapsed()) / 1e6;
}

inline void report(const char *what, std::vector<double> took, double limit)
{
    std::sort(took.begin(), took.end());
    std::printf("%-44s median %7.2f ms, worst of %5zu %7.2f ms, %5.1f times within %.0f ms\n", what, took[took.size() / 2],
                took.size(), took.back(), limit / took.back(), limit);
}

/// Scrolls to the end of what is loaded until all is; how long each round of the event loop took.
inline std::vector<double> scrollToTheEnd(QTableView &list, int count)
{
    std::vector<double> took;
    while (list.model()->rowCount() < count) {
        took.push_back(cpuMillisecondsOf([&] {
            list.verticalScrollBar()->setValue(list.verticalScrollBar()->maximum());
            QCoreApplication::processEvents();
        }));
    }
    return took;
}

/// The window lives on for twenty of its seconds, a fifth of a second each; how long each round of the event loop took.
template <typename Window>
std::vector<double> liveOn(Window &window)
{
    std::vector<double> took;
    for (int second = 0; second < 20; ++second) {
        took.push_back(cpuMillisecondsOf([&window] { window.tick(); }));
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < 200)
            took.push_back(cpuMillisecondsOf([] { QCoreApplication::processEvents(); }));
    }
    return took;
}

} // namespace tidegate::test
