// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <latch>
#include <thread>
#include <vector>

/// Calls the function with 0 … count - 1, each on a thread of its own, all let go at one instant; returns when all are done.
template <typename Function>
void onThreads(int count, Function function)
{
    std::latch ready(count);
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) {
        threads.emplace_back([&ready, &function, i] {
            ready.arrive_and_wait();
            function(i);
        });
    }
    for (std::thread &thread : threads)
        thread.join();
}
