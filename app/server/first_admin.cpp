// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/server/first_admin.h"

#include <QLoggingCategory>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {
Q_LOGGING_CATEGORY(lcStaff, "tidegate.staff", QtInfoMsg)
}

Result<Done> makeFirstAdmin(StaffService &staff, Random &random)
{
    const QString password = madeUpPassword(random);
    const Result<std::optional<StaffUser>> made = staff.addFirstAdmin(u"admin"_s, password, true).get();
    if (!made)
        return tl::unexpected(made.error());
    // A warning, for those are written whatever the log is set to.
    if (*made)
        qCWarning(lcStaff).noquote() << u"first start: sign in as %1 with the one-time password %2 and choose another one"_s.arg(
            (*made)->name, password);
    return Done{};
}

} // namespace tidegate
