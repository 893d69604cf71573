// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command_output.h"
#include "core/staff/staff_service.h"

namespace tidegate {

/// tidegate user add NAME --role admin|support|warehouse|finance [--password-stdin]
struct UserAddArguments {
    QString name{};
    QString role{};
    bool passwordStdin = false; ///< the password is the first line of `in`; without it one is made up and shown
};

/// A password that was made up stands alone on the last line.
int runUserAdd(const UserAddArguments &arguments, StaffService &staff, Random &random, QTextStream &in, CommandOutput &output);

/// tidegate user password NAME [--password-stdin]
struct UserPasswordArguments {
    QString name{};
    bool passwordStdin = false; ///< as with `user add`
};

/// A password that was made up stands alone on the last line, and must be changed at the first sign-in. All sessions of the user end.
int runUserPassword(const UserPasswordArguments &arguments, StaffService &staff, Random &random, QTextStream &in,
                    CommandOutput &output);
/// tidegate user disable|enable NAME
int runUserSwitch(const QString &name, bool disabled, StaffService &staff, CommandOutput &output);
/// tidegate user list
int runUserList(StaffService &staff, CommandOutput &output);

} // namespace tidegate
