// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <chrono>

namespace tidegate {

/// "12.4 s", rounded up to the next tenth, so that who waits that long never comes too early.
QString secondsText(std::chrono::nanoseconds duration);

} // namespace tidegate
