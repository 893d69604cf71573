// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/limit_headers.h"

namespace tidegate {

void addLimitHeaders(Response &response, const QByteArray &policy, const LimiterDecision &limit, std::chrono::nanoseconds window)
{
    const auto seconds = [](std::chrono::nanoseconds duration) {
        return QByteArray::number(qint64(std::chrono::ceil<std::chrono::seconds>(duration).count()));
    };
    const QByteArray name = '"' + policy + '"';
    response.headers.emplace_back("RateLimit-Policy", name + ";q=" + QByteArray::number(limit.limit) + ";w=" + seconds(window));
    response.headers.emplace_back("RateLimit",
                                  name + ";r=" + QByteArray::number(limit.remaining) + ";t=" + seconds(limit.resetAfter));
}

} // namespace tidegate
