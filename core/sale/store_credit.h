// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/money.h"
#include "core/store/transaction.h"

#include <QString>

#include <vector>

namespace tidegate {

struct CreditEntry {
    QString id;
    Money delta;
    Money balanceAfter;
    QString kind;
    UtcMillis at = 0;
};

/// Store credit: an append-only ledger per shopper and currency. These run inside the caller's transaction. `source` names the one cause
/// of an entry ("order:ID"); a second entry for the same cause is refused by the database.

/// Adds to a balance. The amount must be positive (InvalidRequest).
Result<Done> issueCredit(WriteTransaction &transaction, const QString &entryId, const QString &shopperId, const Money &amount,
                         const QString &source, const QString &actor);
/// Takes from a balance; PaymentDeclined where it does not suffice.
Result<Done> captureCredit(WriteTransaction &transaction, const QString &entryId, const QString &shopperId, const Money &amount,
                           const QString &source);

std::vector<Money> creditBalances(ReadTransaction &transaction, const QString &shopperId);
/// Newest first, older than entry `before` (empty: from the newest).
std::vector<CreditEntry> creditEntries(ReadTransaction &transaction, const QString &shopperId, const QString &before, int limit);

} // namespace tidegate
