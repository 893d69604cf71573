// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/version_tag.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

Result<qint64> expectedVersionOf(const Request &request)
{
    const auto isIfMatch = [](const auto &field) { return field.first == "if-match"; };
    const auto sent = std::count_if(request.headers.begin(), request.headers.end(), isIfMatch);
    const QByteArray tag = request.header("if-match").trimmed();
    if (tag.isEmpty() || tag == "*")
        return failure(ErrorCode::PreconditionRequired, u"no version in If-Match"_s);
    const QByteArray digits =
        tag.size() > 2 && tag.startsWith('"') && tag.endsWith('"') ? tag.sliced(1).chopped(1) : QByteArray();
    const bool isNumber = std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    const qint64 version = isNumber ? digits.toLongLong() : 0;
    if (sent != 1 || version < 1)
        return invalidField(u"If-Match"_s, u"invalid_version"_s, u"Send the version in quotation marks, as ETag has it."_s,
                            QString::fromLatin1(tag.left(64)));
    return version;
}

void addVersion(Response &response, qint64 version)
{
    response.headers.emplace_back("ETag", '"' + QByteArray::number(version) + '"');
}

} // namespace tidegate
