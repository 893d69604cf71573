// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command_line.h"
#include "app/cli/command_output.h"
#include "core/base/random.h"
#include "core/store/store.h"

namespace tidegate {

/// tidegate verify: every invariant and the audit chain; a line per violation and CheckFailed.
CommandSyntax verifySyntax();
int runVerify(Store &store, const StoreOptions &options, CommandOutput &output);

/// tidegate backup FILE, while servers run.
CommandSyntax backupSyntax();
int runBackup(const Invocation &invocation, Store &store, CommandOutput &output);

/// tidegate restore FILE; the database must not be open anywhere.
CommandSyntax restoreSyntax();
int runRestore(const Invocation &invocation, const StoreOptions &options, const Clock &clock, CommandOutput &output);

} // namespace tidegate
