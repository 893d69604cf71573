// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/duration_text.h"

using namespace Qt::StringLiterals;

namespace tidegate {

QString secondsText(std::chrono::nanoseconds duration)
{
    using Tenths = std::chrono::duration<qint64, std::deci>;
    const qint64 tenths = std::chrono::ceil<Tenths>(duration).count();
    if (tenths % 10 == 0)
        return u"%1 s"_s.arg(tenths / 10);
    return u"%1.%2 s"_s.arg(tenths / 10).arg(tenths % 10);
}

} // namespace tidegate
