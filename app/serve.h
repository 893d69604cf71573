// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command_line.h"
#include "app/server/backend.h"

#include <QCoreApplication>

#include <functional>
#include <memory>

namespace tidegate {

/// The window, where the program has one. tidegate-server has none.
struct ConsoleProgram {
    std::function<std::unique_ptr<QCoreApplication>(int &argc, char **argv)> makeApplication;
    /// Shows the console of a running shop; returns when its window was closed or the application was told to quit. `demoPassword`: of its
    /// users, where it is a demo.
    std::function<int(Backend &backend, const QStringList &addresses, const QString &demoPassword)> run;
    /// The same of a shop on a shared database, whose servers run elsewhere.
    std::function<Result<int>(const ServerOptions &options, const Clock &clock, Random &random)> runElsewhere;
};

/// The program from its words to its exit status: a command, --help, --version, or the server, with the console where there is one and
/// --headless was not given; with --console the window alone.
int runProgram(int argc, char **argv, const ConsoleProgram &console);

} // namespace tidegate
