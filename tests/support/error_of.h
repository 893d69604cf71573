// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

namespace tidegate::test {

/// "done", or the name of the error.
template <typename T>
QString errorOf(const Result<T> &answer)
{
    return answer ? QStringLiteral("done") : errorName(answer.error().code);
}

} // namespace tidegate::test
