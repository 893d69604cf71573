// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/staff/staff_service.h"

namespace tidegate {

/// Makes the admin "admin" with a one-time password where nobody works here yet, and tells both in one line of the log, this once. Whoever
/// misses it makes another with `tidegate user password admin`. Blocks; call it while starting.
Result<Done> makeFirstAdmin(StaffService &staff, Random &random);

} // namespace tidegate
