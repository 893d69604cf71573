// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/error_of.h"
#include "ui/answer.h"

#include <QTest>

#include <optional>

namespace tidegate::test {

/// Asks and runs the event loop until the answer is there. `ask` takes what is to be answered.
template <typename T, typename Ask>
Result<T> answerOf(Ask ask)
{
    std::optional<Result<T>> answer;
    ask(Answer<T>([&answer](Result<T> given) { answer.emplace(std::move(given)); }));
    if (answer)
        qFatal("the answer came from within the call");
    if (!QTest::qWaitFor([&answer] { return answer.has_value(); }, 30'000))
        qFatal("no answer came");
    return std::move(*answer);
}

} // namespace tidegate::test
