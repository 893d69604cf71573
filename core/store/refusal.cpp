// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/refusal.h"

#include "core/base/json.h"
#include "core/base/log_quota.h"

#include <QLoggingCategory>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(lcRefusals, "tidegate.refusals", QtInfoMsg)

constexpr qsizetype maximumId = 64;
constexpr qint64 ofOneActor = 20;
constexpr std::chrono::milliseconds actorWindow = 1h;
constexpr qint64 aboutOneThing = 200;
constexpr std::chrono::milliseconds thingWindow = 24h;

LogQuota &refusalQuota()
{
    static const SystemClock clock;
    static LogQuota quota(clock, lcRefusals(), QtWarningMsg, u"attempts were refused that don't stand in the audit trail"_s);
    return quota;
}

void logOnly(const Attempt &attempt, const QString &why)
{
    if (refusalQuota().admits())
        qCWarning(lcRefusals).noquote() << attempt.actor << "was refused" << attempt.action << "of"
                                        << attempt.entityId.left(maximumId) << "and it does not stand in the audit trail:" << why;
}

QString codeOf(const Error &error)
{
    return error.fields.empty() ? errorName(error.code) : error.fields.front().code;
}

/// Whether the trail tells enough of the like.
bool isKnownWell(ReadTransaction &transaction, const Attempt &attempt, UtcMillis now)
{
    // As state_after begins: its members stand in the order of their names.
    const QString action = QString::fromUtf8(toJson({{u"action"_s, attempt.action}})).chopped(1);
    const qint64 tries = transaction.integer(
        u"SELECT COUNT(*) FROM audit WHERE entity = 'refusal' AND actor = ? AND at > ? AND substr(state_after, 1, ?) = ?"_s,
        {attempt.actor, now - actorWindow.count(), action.size(), action});
    if (tries >= ofOneActor)
        return true;
    if (attempt.entityId.isEmpty())
        return false;
    const UtcMillis oldest = transaction.integer(
        u"SELECT at FROM audit WHERE entity = 'refusal' AND entity_id = ? ORDER BY seq DESC LIMIT 1 OFFSET ?"_s,
        {attempt.entityId.left(maximumId), aboutOneThing - 1});
    return oldest > now - thingWindow.count();
}

} // namespace

void auditRefusal(WriteTransaction &transaction, const Attempt &attempt, const Error &error)
{
    if (isKnownWell(transaction, attempt, transaction.now()))
        return transaction.afterCommit([attempt] { logOnly(attempt, u"it tells enough of the like"_s); });
    transaction.audit({attempt.actor,
                       u"access.refused"_s,
                       u"refusal"_s,
                       attempt.entityId.left(maximumId),
                       {},
                       toJson({{u"action"_s, attempt.action}, {u"code"_s, codeOf(error)}, {u"reason"_s, error.detail.left(500)}}),
                       attempt.requestId});
}

Async<Result<Done>> auditRefusal(Store &store, const Attempt &attempt, const Error &error)
{
    Promise<Result<Done>> promise;
    auto writing = store.write([attempt, error](WriteTransaction &transaction) -> Result<Done> {
        auditRefusal(transaction, attempt, error);
        return Done{};
    });
    writing.onDelivery([promise, attempt](const Result<Done> &written) mutable {
        if (!written)
            logOnly(attempt, written.error().detail);
        promise.deliver(written);
    });
    return promise.async();
}

void auditNotFound(Store &store, UtcMillis now, const Attempt &attempt, const Error &error, ForeignQuery isForeign)
{
    enum class Finding { NothingForeign, KnownWell, ToBeWritten };
    auto looking = store.read([now, attempt, isForeign = std::move(isForeign)](ReadTransaction &transaction) -> Result<Finding> {
        if (!isForeign(transaction))
            return Finding::NothingForeign;
        return isKnownWell(transaction, attempt, now) ? Finding::KnownWell : Finding::ToBeWritten;
    });
    looking.onDelivery([&store, attempt, error](const Result<Finding> &found) {
        if (!found)
            logOnly(attempt, found.error().detail);
        else if (*found == Finding::KnownWell)
            logOnly(attempt, u"it tells enough of the like"_s);
        else if (*found == Finding::ToBeWritten)
            auditRefusal(store, attempt, error);
    });
}

} // namespace tidegate
