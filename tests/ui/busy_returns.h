// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/scripted_returns.h"

namespace tidegate {

/// A working day's returns in every state, the first two submitted by “ada@” and “ben@”, some overdue; and orders to make new ones of: the first has a
/// jacket that can be returned, a lamp whose window has closed and a cake on final sale; of the second nothing can be returned.
void fillBusyReturns(ScriptedReturns &returns, UtcMillis now);
/// So many submitted ones.
void fillManyReturns(ScriptedReturns &returns, UtcMillis now, int count);

} // namespace tidegate
