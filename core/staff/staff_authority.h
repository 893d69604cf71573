// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/staff/staff_actor.h"

#include <optional>

namespace tidegate {

/// By whose authority users are changed: one of the staff, who must be admin, or the program at the hands of whoever runs it on
/// its own machine: its command line, its demo. Nothing that comes over a network or from a window is the program's own.
class StaffAuthority
{
public:
    StaffAuthority(StaffActor actor)
        : m_actor(std::move(actor))
        , m_text(m_actor->text())
    {
    }
    static StaffAuthority commandLine() { return StaffAuthority(QStringLiteral("command line")); }
    static StaffAuthority demo() { return StaffAuthority(QStringLiteral("demo")); }

    /// Forbidden for those of the staff who are not admin.
    [[nodiscard]] Result<Done> demandAdmin() const { return m_actor ? demandRole(*m_actor, StaffRole::Admin) : Done{}; }
    /// As in the audit trail: "staff:NAME", "command line".
    [[nodiscard]] const QString &text() const { return m_text; }

private:
    explicit StaffAuthority(QString text)
        : m_text(std::move(text))
    {
    }

    std::optional<StaffActor> m_actor;
    QString m_text;
};

} // namespace tidegate
