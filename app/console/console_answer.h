// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/async.h"
#include "ui/answer.h"

#include <QObject>

namespace tidegate {

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

} // namespace tidegate
