// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/staff/staff_role.h"

#include <QString>

#include <optional>

namespace tidegate {

struct StaffUser {
    QString id;
    QString name; ///< in lower case
    StaffRole role = StaffRole::Support;
    UtcMillis createdAt = 0;
    std::optional<UtcMillis> disabledAt;
    bool mustChangePassword = false; ///< until then nothing else is allowed
    qint64 version = 1;              ///< rises with each change of the user

    bool operator==(const StaffUser &) const = default;
};

} // namespace tidegate
