// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/staff/staff_role.h"

namespace tidegate {

/// Who of the staff does something. Services check the role themselves, whatever window or caller stands before them.
struct StaffActor {
    QString id;
    QString name;
    StaffRole role = StaffRole::Support;

    /// As in the audit trail: "staff:NAME".
    [[nodiscard]] QString text() const { return QStringLiteral("staff:") + name; }
};

/// Forbidden where `actor` may not do what role `needed` may.
Result<Done> demandRole(const StaffActor &actor, StaffRole needed);

} // namespace tidegate
