// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace tidegate {

enum class LogFormat { Text, Json };

/// Sends everything that goes through Qt's logging (qCInfo(category) << …) to standard error, one line an entry, time first; control
/// characters are escaped, so that nothing from outside can forge a line. Call once, first thing in main.
void installLog(LogFormat format);

/// From now on, until the process ends, a LogQueue stands between those who log and standard error: for a server, which must not stand still
/// because nobody reads its log. What waits when the process ends, or falls with qFatal(), is still written if somebody reads it soon.
void startLogThread();

} // namespace tidegate
