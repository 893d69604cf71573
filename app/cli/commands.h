// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command_line.h"
#include "app/server/server_options.h"
#include "core/base/clock.h"
#include "core/base/random.h"

namespace tidegate {

/// Every command of the program, for the parser and the help.
QList<CommandSyntax> commandSyntax();

/// Makes the data folder (0700) where there is none. StorageUnavailable with a sentence where that can't be.
Result<Done> makeDataFolder(const QString &folder);
/// What an invocation's settings say: its file, or tidegate.toml of the data folder, under what the command line says.
Result<ServerOptions> readOptions(const Invocation &invocation);

/// Runs the invocation's command to its end, in this process, and gives its exit status.
int runCommand(const Invocation &invocation, const Clock &clock, Random &random);

} // namespace tidegate
