// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/action_key.h"

using namespace Qt::StringLiterals;

namespace tidegate {

Result<std::optional<KnownAction>> findAction(ReadTransaction &transaction, const ActionKey &key)
{
    if (key.key.isEmpty())
        return std::optional<KnownAction>();
    bool isOther = false;
    auto known =
        transaction.one(u"SELECT request_hash, entity_id, version FROM action_key WHERE scope = ? AND idempotency_key = ?"_s,
                        {key.scope, key.key}, [&](const Row &row) {
                            isOther = row.text(0) != key.requestHash;
                            return KnownAction{row.text(1), row.integer(2)};
                        });
    if (isOther)
        return failure(ErrorCode::IdempotencyKeyReused, u"the key was used for another request"_s);
    return known;
}

void rememberAction(WriteTransaction &transaction, const ActionKey &key, const KnownAction &action)
{
    if (key.key.isEmpty())
        return;
    transaction.exec(u"INSERT INTO action_key (scope, idempotency_key, request_hash, entity_id, version, created_at) "
                     "VALUES (?, ?, ?, ?, ?, ?)"_s,
                     {key.scope, key.key, key.requestHash, action.entityId, action.version, transaction.now()});
}

qint64 forgetActions(WriteTransaction &transaction, UtcMillis before, int maximum)
{
    return transaction.exec(
        u"DELETE FROM action_key WHERE (scope, idempotency_key) IN (SELECT scope, idempotency_key FROM action_key "
        "WHERE created_at < ? ORDER BY created_at LIMIT ?)"_s,
        {before, maximum});
}

tl::unexpected<Error> versionConflict(const QString &what, qint64 version)
{
    Error error{ErrorCode::VersionConflict, u"%1 is at version %2"_s.arg(what).arg(version), std::nullopt, {}};
    error.fields.push_back({0, u"version"_s, u"version_conflict"_s,
                            u"Somebody else changed it: it is at version %1 by now."_s.arg(version), QString::number(version)});
    return tl::unexpected(std::move(error));
}

tl::unexpected<Error> illegalTransition(const QString &what, const QString &state, const QString &sentence)
{
    Error error{ErrorCode::IllegalTransition, u"%1 is %2"_s.arg(what, state), std::nullopt, {}};
    error.fields.push_back({0, u"state"_s, u"illegal_transition"_s, sentence, state});
    return tl::unexpected(std::move(error));
}

} // namespace tidegate
