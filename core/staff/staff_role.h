// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace tidegate {

enum class StaffRole { Admin, Support, Warehouse, Finance };

/// "admin", "support", "warehouse", "finance", as in the database and on the command line.
QString staffRoleName(StaffRole role);
std::optional<StaffRole> staffRoleFromName(QStringView name);

/// Whether someone with role `has` may do what role `needed` may: the same role, or an admin.
bool roleAllows(StaffRole has, StaffRole needed);

} // namespace tidegate
