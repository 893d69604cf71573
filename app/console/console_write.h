// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/console/console_identity.h"
#include "ui/answer.h"

#include <QMetaObject>
#include <QObject>
#include <QStringList>

namespace tidegate {

/// What tells one request from another under the same idempotency key.
QString consoleRequestHash(const QStringList &asked);

/// Does something in the name of whoever is signed in; where nobody is, the answer is Unauthenticated. `act` takes the actor and the answer.
template <typename T, typename Act>
void actSignedIn(QObject *context, const ConsoleIdentity &identity, Answer<T> answer, Act act)
{
    if (const auto actor = identity.actor()) {
        act(*actor, std::move(answer));
        return;
    }
    QMetaObject::invokeMethod(
        context, [answer = std::move(answer)] { answer(failure(ErrorCode::Unauthenticated)); }, Qt::QueuedConnection);
}

/// Hands an answer on as it is.
inline constexpr auto asItIs = [](auto &value) { return std::move(value); };

} // namespace tidegate
