// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/user_commands.h"

#include "core/base/text.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// 20 of 56 characters that nobody mistakes for another: 116 bits.
QString madeUpPassword(Random &random)
{
    static constexpr QLatin1StringView alphabet("23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz");
    QString password;
    for (int i = 0; i < 20; ++i)
        password += alphabet[qsizetype(random.below(quint64(alphabet.size())))];
    return password;
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
    const Result<StaffUser> added = staff.addUser(arguments.name, *role, password, u"command line"_s).get();
    if (!added)
        return fail(output, added.error());
    if (output.json) {
        QJsonObject object{{u"id"_s, added->id},
                           {u"name"_s, added->name},
                           {u"role"_s, staffRoleName(added->role)},
                           {u"created_at"_s, formatTime(added->createdAt)}};
        if (!arguments.passwordStdin)
            object.insert(u"password"_s, password);
        print(output, object);
        return ExitDone;
    }
    output.out << "User " << added->name << " is added as " << staffRoleName(added->role) << ".\n";
    if (!arguments.passwordStdin)
        output.out << "The password, shown only now:\n" << password << '\n';
    output.out.flush();
    return ExitDone;
}

} // namespace tidegate
