// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/console/console_identity.h"
#include "ui/answer.h"

#include <QMetaObject>
#include <QObject>

namespace tidegate {

/// Who works at the console, where they may do what `needed` may; otherwise Unauthenticated or Forbidden.
Result<StaffActor> admittedActor(const ConsoleIdentity &identity, StaffRole needed);

/// admittedActor(), or nothing, and then `answer` gets the refusal by the event loop of `context`, as every answer comes.
template <typename T>
std::optional<StaffActor> admit(QObject *context, const ConsoleIdentity &identity, StaffRole needed, const Answer<T> &answer)
{
    const Result<StaffActor> actor = admittedActor(identity, needed);
    if (actor)
        return *actor;
    QMetaObject::invokeMethod(
        context, [answer, refusal = actor.error()] { answer(tl::unexpected(refusal)); }, Qt::QueuedConnection);
    return std::nullopt;
}

} // namespace tidegate
