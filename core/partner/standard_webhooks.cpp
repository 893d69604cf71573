// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/standard_webhooks.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <sodium.h>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr qsizetype maximumIdLength = 255;
constexpr qsizetype maximumTimestampLength = 15;

std::optional<QByteArray> keyOf(const QString &secret)
{
    QByteArray text = secret.toLatin1();
    if (text.startsWith("whsec_"))
        text = text.mid(6);
    const auto decoded = QByteArray::fromBase64Encoding(text, QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || (*decoded).isEmpty())
        return std::nullopt;
    return *decoded;
}

QByteArray signature(const QByteArray &key, const QByteArray &id, const QByteArray &timestamp, const QByteArray &body)
{
    const auto bytes = [](const QByteArray &part) { return reinterpret_cast<const unsigned char *>(part.constData()); };
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, bytes(key), static_cast<std::size_t>(key.size()));
    const QByteArray head = id + '.' + timestamp + '.';
    crypto_auth_hmacsha256_update(&state, bytes(head), static_cast<unsigned long long>(head.size()));
    crypto_auth_hmacsha256_update(&state, bytes(body), static_cast<unsigned long long>(body.size()));
    QByteArray mac(crypto_auth_hmacsha256_BYTES, Qt::Uninitialized);
    crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char *>(mac.data()));
    return "v1," + mac.toBase64();
}

bool isSame(const QByteArray &a, const QByteArray &b)
{
    return a.size() == b.size() && sodium_memcmp(a.constData(), b.constData(), static_cast<std::size_t>(a.size())) == 0;
}

/// Senders have a valid key already, and have to find out which of both ends is wrong.
tl::unexpected<Error> refused(const QString &field, const QString &code, const QString &sentence)
{
    return tl::unexpected(
        Error{ErrorCode::Unauthenticated, field + u": "_s + sentence, std::nullopt, {{0, field, code, sentence, {}}}});
}

Result<Done> checkForm(const WebhookHeaders &headers)
{
    const auto isIdCharacter = [](char c) { return c > 0x20 && c < 0x7f && c != '.'; };
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    if (headers.id.isEmpty() || headers.id.size() > maximumIdLength
        || !std::all_of(headers.id.begin(), headers.id.end(), isIdCharacter)) {
        return refused(u"webhook-id"_s, u"invalid_id"_s, u"Send an id of 1 to 255 visible ASCII characters without a dot."_s);
    }
    if (headers.timestamp.isEmpty() || headers.timestamp.size() > maximumTimestampLength
        || !std::all_of(headers.timestamp.begin(), headers.timestamp.end(), isDigit)) {
        return refused(u"webhook-timestamp"_s, u"not_a_time"_s, u"Send the time of sending in whole seconds since 1970, UTC."_s);
    }
    if (headers.signature.isEmpty())
        return refused(u"webhook-signature"_s, u"missing"_s, u"Sign the message with the partner's webhook secret."_s);
    return Done{};
}

} // namespace

WebhookHeaders signWebhook(const std::vector<QString> &secrets, const QByteArray &id, std::chrono::seconds timestamp,
                           const QByteArray &body)
{
    WebhookHeaders headers{id, QByteArray::number(qlonglong(timestamp.count())), {}};
    for (const QString &secret : secrets) {
        const std::optional<QByteArray> key = keyOf(secret);
        if (!key)
            continue;
        if (!headers.signature.isEmpty())
            headers.signature += ' ';
        headers.signature += signature(*key, headers.id, headers.timestamp, body);
    }
    return headers;
}

Result<Done> verifyWebhook(const WebhookHeaders &headers, const QByteArray &body, const std::vector<QString> &secrets,
                           UtcMillis now)
{
    if (const Result<Done> checked = checkForm(headers); !checked)
        return checked;
    const qint64 off = now - headers.timestamp.toLongLong() * 1'000;
    if (std::abs(off) > std::chrono::milliseconds(webhookTolerance).count())
        return refused(u"webhook-timestamp"_s, u"out_of_tolerance"_s,
                       u"This is %1 s %2 our clock; %3 s are tolerated. Sign each attempt anew, and check the sender's clock."_s
                           .arg(std::abs(off) / 1'000)
                           .arg(off > 0 ? u"behind"_s : u"ahead of"_s)
                           .arg(std::chrono::seconds(webhookTolerance).count()));
    const QList<QByteArray> given = headers.signature.split(' ');
    bool fits = false;
    for (const QString &secret : secrets) {
        const std::optional<QByteArray> key = keyOf(secret);
        if (!key)
            continue;
        const QByteArray right = signature(*key, headers.id, headers.timestamp, body);
        for (const QByteArray &one : given)
            fits = isSame(one, right) || fits;
    }
    return fits ? Result<Done>(Done{})
                : refused(u"webhook-signature"_s, u"wrong_signature"_s,
                          u"None of the signatures is that of id.timestamp.body under a valid secret. Sign "
                          "the body byte by byte as it is sent."_s);
}

} // namespace tidegate
