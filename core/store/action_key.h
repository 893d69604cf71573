// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/store/transaction.h"

#include <optional>

namespace tidegate {

/// The idempotency key of an action. Keys of different scopes have nothing to do with each other ("staff:ID", "shopper:ID").
struct ActionKey {
    QString scope;
    QString key; ///< empty: the caller sent none
    QString requestHash;
};

/// What an action was done to, and the version that it led to.
struct KnownAction {
    QString entityId;
    qint64 version = 0;
};

/// What was done under this key before, if anything was. IdempotencyKeyReused where that was another request.
Result<std::optional<KnownAction>> findAction(ReadTransaction &transaction, const ActionKey &key);
/// In the transaction of the action itself. Nothing for an empty key. Of two at once under one key the database refuses the second.
void rememberAction(WriteTransaction &transaction, const ActionKey &key, const KnownAction &action);
/// Forgets keys from before `before`, the oldest first, at most `maximum`; returns how many.
qint64 forgetActions(WriteTransaction &transaction, UtcMillis before, int maximum);

/// The refusal for a caller who knows an older version of `what` ("order 0193…"): the field "version" has the newer one as its value.
tl::unexpected<Error> versionConflict(const QString &what, qint64 version);
/// The refusal for what can't be done in this state: the field "state" has the state as its value, and `sentence` for people, which says what can.
tl::unexpected<Error> illegalTransition(const QString &what, const QString &state, const QString &sentence);

} // namespace tidegate
