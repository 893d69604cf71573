// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/staff/staff_role.h"

#include "core/staff/staff_actor.h"

using namespace Qt::StringLiterals;

namespace tidegate {

QString staffRoleName(StaffRole role)
{
    switch (role) {
    case StaffRole::Admin: return u"admin"_s;
    case StaffRole::Support: return u"support"_s;
    case StaffRole::Warehouse: return u"warehouse"_s;
    case StaffRole::Finance: return u"finance"_s;
    }
    Q_UNREACHABLE();
}

std::optional<StaffRole> staffRoleFromName(QStringView name)
{
    for (const StaffRole role : {StaffRole::Admin, StaffRole::Support, StaffRole::Warehouse, StaffRole::Finance}) {
        if (name == staffRoleName(role))
            return role;
    }
    return std::nullopt;
}

bool roleAllows(StaffRole has, StaffRole needed)
{
    return has == StaffRole::Admin || has == needed;
}

Result<Done> demandRole(const StaffActor &actor, StaffRole needed)
{
    if (roleAllows(actor.role, needed))
        return Done{};
    return failure(ErrorCode::Forbidden,
                   u"%1 is %2, %3 is needed"_s.arg(actor.text(), staffRoleName(actor.role), staffRoleName(needed)));
}

} // namespace tidegate
