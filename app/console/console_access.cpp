// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/console_access.h"

namespace tidegate {

Result<StaffActor> signedInActor(const ConsoleIdentity &identity)
{
    std::optional<StaffActor> actor = identity.actor();
    if (!actor)
        return failure(ErrorCode::Unauthenticated, QStringLiteral("nobody is signed in at the console"));
    return *std::move(actor);
}

Result<StaffActor> admittedActor(const ConsoleIdentity &identity, StaffRole needed)
{
    Result<StaffActor> actor = signedInActor(identity);
    if (!actor)
        return actor;
    if (const Result<Done> allowed = demandRole(*actor, needed); !allowed)
        return tl::unexpected(allowed.error());
    return actor;
}

} // namespace tidegate
