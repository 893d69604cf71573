// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/feed_error.h"

using namespace Qt::StringLiterals;

namespace tidegate {

tl::unexpected<Error> refuseFeed(qint64 line, const QString &code, const QString &message, const QString &value)
{
    Error error{ErrorCode::InvalidRequest, line > 0 ? u"line %1: %2"_s.arg(line).arg(message) : message, std::nullopt, {}};
    error.fields.push_back({line, line > 0 ? QString() : u"file"_s, code, message, value});
    return tl::unexpected(std::move(error));
}

} // namespace tidegate
