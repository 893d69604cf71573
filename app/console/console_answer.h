// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/async.h"
#include "ui/answer.h"

#include <QMetaObject>
#include <QObject>

#include <type_traits>

namespace tidegate {

/// Hands a value on as it is.
inline constexpr auto asItIs = [](auto &value) { return std::move(value); };

/// Delivers `value` to `answer` on the thread of `context`, as `convert` makes it for the console.
template <typename T, typename From, typename Convert>
void deliverTo(QObject *context, Async<Result<From>> value, Answer<T> answer, Convert convert)
{
    value.then(context, [answer = std::move(answer), convert = std::move(convert)](Result<From> received) {
        if (received)
            answer(convert(*received));
        else
            answer(tl::unexpected(received.error()));
    });
}

/// Delivers what is known already by the event loop of `context`, as every answer comes.
template <typename T>
void answerLater(QObject *context, Answer<T> answer, std::type_identity_t<Result<T>> known)
{
    QMetaObject::invokeMethod(
        context, [answer = std::move(answer), known = std::move(known)] { answer(known); }, Qt::QueuedConnection);
}

} // namespace tidegate
