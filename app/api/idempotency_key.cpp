// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/idempotency_key.h"

#include <algorithm>
#include <sodium.h>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr qsizetype maximumKey = 255;

QString hashOf(const QByteArray &text)
{
    unsigned char hash[16];
    crypto_generichash(hash, sizeof hash, reinterpret_cast<const unsigned char *>(text.constData()),
                       static_cast<unsigned long long>(text.size()), nullptr, 0);
    return QString::fromLatin1(QByteArray(reinterpret_cast<const char *>(hash), sizeof hash).toHex());
}

} // namespace

Result<QString> idempotencyKeyOf(const Request &request)
{
    if (!request.hasHeader("idempotency-key"))
        return QString();
    const QByteArray key = request.header("idempotency-key");
    const bool printable = std::all_of(key.begin(), key.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
    if (key.isEmpty() || key.size() > maximumKey || !printable)
        return invalidField(u"Idempotency-Key"_s, u"out_of_range"_s, u"Use 1 to 255 printable ASCII characters."_s);
    return QString::fromLatin1(key);
}

QString requestHashOf(const Request &request)
{
    return hashOf(request.path.toUtf8() + '\n' + request.body);
}

QString bodyHashOf(const Request &request)
{
    return hashOf(request.body);
}

void addReplayed(Response &response, bool replayed)
{
    if (replayed)
        response.headers.emplace_back("Idempotent-Replayed", "true");
}

} // namespace tidegate
