// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/partner/api_key.h"

#include <QByteArray>
#include <QByteArrayView>

#include <array>

namespace tidegate {

/// What a secret looks like: "tg_shop_", "tg_live_" or "tg_test_", then 36 letters and digits of chance, of which the first 8 are kept for
/// lookup and the other 28 (166 bits) are the secret proper, then 6 that check the whole, so that a mistyped key, or a text that only
/// looks like one, is known without a lookup.
inline constexpr qsizetype keyPrefixLength = 16;
inline constexpr qsizetype keySecretLength = 50;

QString newKeySecret(KeyKind kind, bool sandbox, Random &random);
/// The form alone: length, beginning, alphabet, check characters.
bool isKeySecret(QByteArrayView text);

using SecretHash = std::array<unsigned char, 32>;
/// SHA-256. Needs neither salt nor stretching, for nobody can guess 166 bits.
SecretHash hashKeySecret(QByteArrayView secret);
/// In time that tells nothing of where they differ.
bool equalHashes(const SecretHash &a, const SecretHash &b);
QString toHex(const SecretHash &hash);
/// All zeros, which no secret has, for what is not 64 hexadecimal digits.
SecretHash keyHashFromHex(const QString &hex);

/// A secret for Standard Webhooks signatures: "whsec_" and the Base64 of 32 bytes.
QString newWebhookSecret(Random &random);

} // namespace tidegate
