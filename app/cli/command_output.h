// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QString>
#include <QTextStream>

namespace tidegate {

/// What a command of the command line ends with.
enum ExitStatus : int {
    ExitDone = 0,
    ExitCheckFailed = 1, ///< it ran, and what it was to do or to check did not come out well
    ExitUsage = 2,       ///< it was called wrongly
    ExitEnvironment = 3, ///< the database, a file, a port: nothing that another way to call it would mend
};

/// Where a command writes: for people, or with --json one object on one line.
struct CommandOutput {
    QTextStream &out;
    QTextStream &err;
    bool json = false;
};

ExitStatus exitStatusOf(const Error &error);

/// Says in one line what went wrong (with --json: as an object on `out`, too) and gives the exit status.
int fail(CommandOutput &output, const Error &error);
int fail(CommandOutput &output, const Error &error, ExitStatus status);

/// One line of JSON.
void print(CommandOutput &output, const QJsonObject &object);

/// "1 order", "2 orders".
QString counted(qint64 count, const QString &one, const QString &many);

QJsonArray toJson(const std::vector<FieldError> &findings);

} // namespace tidegate
