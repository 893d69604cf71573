// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/answer.h"

#include <QMetaObject>
#include <QObject>

#include <optional>
#include <utility>

namespace tidegate {

/// Delivers by the event loop, as services do, unless `context` is gone by then.
template <typename T>
void giveLater(QObject *context, Answer<T> answer, Result<T> result)
{
    QMetaObject::invokeMethod(
        context, [answer = std::move(answer), result = std::move(result)] { answer(result); }, Qt::QueuedConnection);
}

template <typename T>
Result<T> resultOf(const std::optional<Error> &failure, const T &value)
{
    return failure ? Result<T>(tl::unexpected(*failure)) : Result<T>(value);
}

} // namespace tidegate
