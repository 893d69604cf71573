// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/random.h"

#include <QString>

namespace tidegate {

/// The rules of NIST SP 800-63B, 5.1.1.2: 8 to 128 characters, any at all; not one of those that everybody tries first, nor the user's own
/// name. InvalidRequest with the field "password".
Result<Done> checkPassword(const QString &password, const QString &userName);

/// 20 of 56 characters that nobody mistakes for another: 116 bits.
QString madeUpPassword(Random &random);

/// What a guess costs. The default is OWASP's (Password Storage Cheat Sheet, Argon2id): 19 MiB, two passes; about 20 ms.
struct PasswordCost {
    unsigned long long passes = 2;
    std::size_t memoryBytes = std::size_t(19) * 1024 * 1024;
};

/// Argon2id with a salt of its own, in the text form that names its parameters. Slow, on purpose. Internal where the memory can't be had.
Result<QString> hashPassword(const QString &password, PasswordCost cost = {});
/// Takes as long for the right password as for a wrong one. False also for a hash that is none.
bool verifyPassword(const QString &password, const QString &hash);
/// Whether the hash was made at another cost.
bool isOutdated(const QString &hash, PasswordCost cost = {});

} // namespace tidegate
