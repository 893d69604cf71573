// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/staff/staff_actor.h"

#include <optional>

namespace tidegate {

/// Who is signed in at this console. Belongs to the GUI thread.
class ConsoleIdentity
{
public:
    [[nodiscard]] std::optional<StaffActor> actor() const { return m_actor; }
    void set(std::optional<StaffActor> actor) { m_actor = std::move(actor); }

private:
    std::optional<StaffActor> m_actor;
};

} // namespace tidegate
