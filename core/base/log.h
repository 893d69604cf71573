// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace tidegate {

enum class LogFormat { Text, Json };

/// Sends everything that goes through Qt's logging (qCInfo(category) << …) to standard error, one line an entry, time first; control
/// characters are escaped, so that nothing from outside can forge a line. Call once, first thing in main.
void installLog(LogFormat format);

} // namespace tidegate
