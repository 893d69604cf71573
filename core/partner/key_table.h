// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/partner/api_key.h"
#include "core/partner/key_secret.h"
#include "core/store/transaction.h"

#include <memory>
#include <vector>

namespace tidegate {

/// The SQL of the table api_key. Everything here runs inside a command.

class KeyRing;

struct StoredKey {
    ApiKey key;
    SecretHash hash;
};

/// All of them, oldest first.
std::vector<StoredKey> readKeys(ReadTransaction &transaction);
/// By id or by prefix.
std::optional<StoredKey> findKey(ReadTransaction &transaction, const QString &idOrPrefix);
void insertKey(WriteTransaction &transaction, const StoredKey &stored);

/// Rises with each change of a key, but for its last use.
qint64 keyRevision(ReadTransaction &transaction);
void bumpKeyRevision(WriteTransaction &transaction);
/// What every change of a key or of its partner ends with: raises the revision, and brings the keys as they then are into the
/// ring, where there is one, before the change is delivered.
void publishKeys(WriteTransaction &transaction, const std::shared_ptr<KeyRing> &ring);

} // namespace tidegate
