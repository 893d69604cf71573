// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/refusal.h"

#include "core/base/json.h"

#include <QLoggingCategory>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(lcRefusals, "tidegate.refusals", QtInfoMsg)

QString codeOf(const Error &error)
{
    return error.fields.empty() ? errorName(error.code) : error.fields.front().code;
}

} // namespace

void auditRefusal(WriteTransaction &transaction, const Attempt &attempt, const Error &error)
{
    transaction.audit({attempt.actor,
                       u"access.refused"_s,
                       u"refusal"_s,
                       attempt.entityId,
                       {},
                       toJson({{u"action"_s, attempt.action}, {u"code"_s, codeOf(error)}, {u"reason"_s, error.detail.left(500)}}),
                       attempt.requestId});
}

void auditStrangersRefusal(WriteTransaction &transaction, const Attempt &attempt, const Error &error)
{
    constexpr qint64 most = 20;
    const qint64 known =
        transaction.integer(u"SELECT COUNT(*) FROM audit WHERE entity = 'refusal' AND entity_id = ?"_s, {attempt.entityId});
    if (known < most)
        auditRefusal(transaction, attempt, error);
}

Async<Result<Done>> auditRefusal(Store &store, const Attempt &attempt, const Error &error)
{
    Promise<Result<Done>> promise;
    auto writing = store.write([attempt, error](WriteTransaction &transaction) -> Result<Done> {
        auditRefusal(transaction, attempt, error);
        return Done{};
    });
    writing.onDelivery([promise, attempt, error](const Result<Done> &written) mutable {
        if (!written)
            qCWarning(lcRefusals).noquote() << attempt.action << "was refused (" << error.detail
                                            << "), and could not be written down:" << written.error().detail;
        promise.deliver(written);
    });
    return promise.async();
}

} // namespace tidegate
