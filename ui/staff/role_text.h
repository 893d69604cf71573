// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/staff/staff_role.h"

#include <array>

namespace tidegate {

/// In the order in which they are offered.
inline constexpr std::array staffRoles{StaffRole::Admin, StaffRole::Support, StaffRole::Warehouse, StaffRole::Finance};

/// "Warehouse"
QString roleText(StaffRole role);
/// What somebody with this role does here, in a few words.
QString roleWork(StaffRole role);

} // namespace tidegate
