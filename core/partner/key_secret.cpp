// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/key_secret.h"

#include <algorithm>
#include <cstring>
#include <sodium.h>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr qsizetype markLength = 8;
constexpr qsizetype checkLength = 6;
constexpr qsizetype randomLength = keySecretLength - markLength - checkLength;

/// From the beginning of the SHA-256 of what it checks.
QByteArray checkCharacters(QByteArrayView text)
{
    const SecretHash hash = hashKeySecret(text);
    quint64 number = 0;
    std::memcpy(&number, hash.data(), sizeof number);
    QByteArray characters;
    for (qsizetype i = 0; i < checkLength; ++i) {
        characters += alphabet[number % 62];
        number /= 62;
    }
    return characters;
}

} // namespace

QString newKeySecret(KeyKind kind, bool sandbox, Random &random)
{
    QByteArray secret = kind == KeyKind::Storefront ? "tg_shop_" : sandbox ? "tg_test_" : "tg_live_";
    for (qsizetype i = 0; i < randomLength; ++i)
        secret += alphabet[random.below(62)];
    secret += checkCharacters(secret);
    return QString::fromLatin1(secret);
}

bool isKeySecret(QByteArrayView text)
{
    if (text.size() != keySecretLength)
        return false;
    const QByteArrayView mark = text.first(markLength);
    if (mark != "tg_shop_" && mark != "tg_live_" && mark != "tg_test_")
        return false;
    const QByteArrayView rest = text.sliced(markLength);
    const auto isOurs = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
    return std::all_of(rest.begin(), rest.end(), isOurs) && text.last(checkLength) == checkCharacters(text.chopped(checkLength));
}

SecretHash hashKeySecret(QByteArrayView secret)
{
    SecretHash hash;
    crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char *>(secret.data()),
                       static_cast<unsigned long long>(secret.size()));
    return hash;
}

bool equalHashes(const SecretHash &a, const SecretHash &b)
{
    return sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

QString toHex(const SecretHash &hash)
{
    return QString::fromLatin1(QByteArrayView(hash.data(), qsizetype(hash.size())).toByteArray().toHex());
}

SecretHash keyHashFromHex(const QString &hex)
{
    SecretHash hash{};
    const QByteArray bytes = QByteArray::fromHex(hex.toLatin1());
    if (bytes.size() == qsizetype(hash.size()))
        std::copy(bytes.begin(), bytes.end(), hash.begin());
    return hash;
}

QString newWebhookSecret(Random &random)
{
    return u"whsec_"_s + QString::fromLatin1(random.bytes(32).toBase64());
}

} // namespace tidegate
