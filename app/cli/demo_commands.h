// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command_line.h"
#include "app/cli/command_output.h"
#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/store/store.h"

namespace tidegate {

CommandSyntax demoLoadSyntax();
/// Opens the database by itself: on a clock that goes by the file.
int runDemoLoad(const Invocation &invocation, const StoreOptions &options, const Clock &clock, Random &random,
                CommandOutput &output);

} // namespace tidegate
