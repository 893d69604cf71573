// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/staff_door.h"

#include <algorithm>
#include <sodium.h>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

Response refusalBy(const RefusalListener &listener, const Error &error, const Request &request)
{
    if (listener)
        listener(error, request);
    return Response::problem(error, request);
}

} // namespace

Response StaffDoor::refusal(const Error &error, const Request &request) const
{
    return refusalBy(onRefusal, error, request);
}

Response ShopperDoor::refusal(const Error &error, const Request &request) const
{
    return refusalBy(onRefusal, error, request);
}

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

void addReplayed(Response &response, bool replayed)
{
    if (replayed)
        response.headers.emplace_back("Idempotent-Replayed", "true");
}

QString requestHashOf(const Request &request)
{
    const QByteArray text = request.path.toUtf8() + '\n' + request.body;
    unsigned char hash[16];
    crypto_generichash(hash, sizeof hash, reinterpret_cast<const unsigned char *>(text.constData()),
                       static_cast<unsigned long long>(text.size()), nullptr, 0);
    return QString::fromLatin1(QByteArray(reinterpret_cast<const char *>(hash), sizeof hash).toHex());
}

} // namespace tidegate
