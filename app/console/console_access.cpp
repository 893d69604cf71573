// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/console_access.h"

namespace tidegate {

Result<StaffActor> admittedActor(const ConsoleIdentity &identity, StaffRole needed)
{
    std::optional<StaffActor> actor = identity.actor();
    if (!actor)
        return failure(ErrorCode::Unauthenticated, QStringLiteral("nobody is signed in at the console"));
    if (const Result<Done> allowed = demandRole(*actor, needed); !allowed)
        return tl::unexpected(allowed.error());
    return *std::move(actor);
}

} // namespace tidegate
