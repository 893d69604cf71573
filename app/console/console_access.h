// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/console/console_answer.h"
#include "app/console/console_identity.h"

namespace tidegate {

/// Who works at the console; Unauthenticated where nobody does.
Result<StaffActor> signedInActor(const ConsoleIdentity &identity);
/// The same, where they may do what `needed` may; otherwise Forbidden.
Result<StaffActor> admittedActor(const ConsoleIdentity &identity, StaffRole needed);

/// `actor`, or nothing, and then `answer` gets the refusal.
template <typename T>
std::optional<StaffActor> actorOrRefusal(QObject *context, const Result<StaffActor> &actor, const Answer<T> &answer)
{
    if (actor)
        return *actor;
    answerLater(context, answer, tl::unexpected(actor.error()));
    return std::nullopt;
}

/// For what a service does in somebody's name: it checks the role itself.
template <typename T>
std::optional<StaffActor> admit(QObject *context, const ConsoleIdentity &identity, const Answer<T> &answer)
{
    return actorOrRefusal(context, signedInActor(identity), answer);
}

template <typename T>
std::optional<StaffActor> admit(QObject *context, const ConsoleIdentity &identity, StaffRole needed, const Answer<T> &answer)
{
    return actorOrRefusal(context, admittedActor(identity, needed), answer);
}

} // namespace tidegate
