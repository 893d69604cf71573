// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>

#include <utility>

namespace tidegate {

/// `function`, doing nothing once `owner` is gone: for answers that may come after a window was closed.
template <typename Function>
auto whileAlive(QObject *owner, Function function)
{
    return [guard = QPointer<QObject>(owner), function = std::move(function)](auto value) mutable {
        if (guard) {
            function(std::move(value));
        }
    };
}

} // namespace tidegate
