// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/staff/staff_actor.h"

namespace tidegate {

/// Somebody of the staff who has signed in.
struct StaffSession {
    QString id;
    StaffActor actor; ///< as the user is now, not as it was at the sign-in
    UtcMillis createdAt = 0;
    UtcMillis expiresAt = 0;         ///< at the latest; earlier where nobody uses it
    bool mustChangePassword = false; ///< until then nothing else is allowed
};

} // namespace tidegate
