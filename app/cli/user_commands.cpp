// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/user_commands.h"

#include "core/base/text.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

QJsonObject toJson(const StaffUser &user)
{
    QJsonObject object{{u"id"_s, user.id},
                       {u"name"_s, user.name},
                       {u"role"_s, staffRoleName(user.role)},
                       {u"created_at"_s, formatTime(user.createdAt)},
                       {u"must_change_password"_s, user.mustChangePassword}};
    if (user.disabledAt)
        object.insert(u"disabled_at"_s, formatTime(*user.disabledAt));
    return object;
}

/// What was done, and the password where one was made up.
void tell(CommandOutput &output, const StaffUser &user, const QString &sentence, const QString &madeUp = {})
{
    if (output.json) {
        QJsonObject object = toJson(user);
        if (!madeUp.isEmpty())
            object.insert(u"password"_s, madeUp);
        print(output, object);
        return;
    }
    output.out << sentence << '\n';
    if (!madeUp.isEmpty())
        output.out << "The password, shown only now:\n" << madeUp << '\n';
    output.out.flush();
}

} // namespace

int runUserAdd(const UserAddArguments &arguments, StaffService &staff, Random &random, QTextStream &in, CommandOutput &output)
{
    const std::optional<StaffRole> role = staffRoleFromName(arguments.role);
    if (!role) {
        const Error error{ErrorCode::InvalidRequest, u"--role: write admin, support, warehouse or finance"_s, std::nullopt, {}};
        return fail(output, error);
    }
    const QString password = arguments.passwordStdin ? in.readLine() : madeUpPassword(random);
    const Result<StaffUser> added = staff.addUser(arguments.name, *role, password, StaffAuthority::commandLine()).get();
    if (!added)
        return fail(output, added.error());
    tell(output, *added, u"User %1 is added as %2."_s.arg(added->name, staffRoleName(added->role)),
         arguments.passwordStdin ? QString() : password);
    return ExitDone;
}

int runUserPassword(const UserPasswordArguments &arguments, StaffService &staff, Random &random, QTextStream &in,
                    CommandOutput &output)
{
    const QString password = arguments.passwordStdin ? in.readLine() : madeUpPassword(random);
    const Result<StaffUser> changed =
        staff.setPassword(arguments.name, password, !arguments.passwordStdin, StaffAuthority::commandLine()).get();
    if (!changed)
        return fail(output, changed.error());
    tell(output, *changed,
         u"User %1 has another password%2."_s.arg(
             changed->name, changed->mustChangePassword ? u", which must be changed at the first sign-in"_s : QString()),
         arguments.passwordStdin ? QString() : password);
    return ExitDone;
}

int runUserSwitch(const QString &name, bool disabled, StaffService &staff, CommandOutput &output)
{
    const Result<StaffUser> switched = staff.setDisabled(name, disabled, StaffAuthority::commandLine()).get();
    if (!switched)
        return fail(output, switched.error());
    tell(output, *switched, u"User %1 is %2."_s.arg(switched->name, disabled ? u"disabled"_s : u"enabled"_s));
    return ExitDone;
}

int runUserList(StaffService &staff, CommandOutput &output)
{
    const Result<std::vector<StaffUser>> users = staff.list().get();
    if (!users)
        return fail(output, users.error());
    if (output.json) {
        QJsonArray data;
        for (const StaffUser &user : *users)
            data.append(toJson(user));
        print(output, {{u"data"_s, data}});
        return ExitDone;
    }
    for (const StaffUser &user : *users) {
        output.out << user.name << "  " << staffRoleName(user.role) << (user.disabledAt ? "  disabled" : "")
                   << (user.mustChangePassword ? "  must change the password" : "") << '\n';
    }
    if (users->empty())
        output.out << "There are no users. The first start makes one, or tidegate user add.\n";
    output.out.flush();
    return ExitDone;
}

} // namespace tidegate
