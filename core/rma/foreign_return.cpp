// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rma/foreign_return.h"

#include <QLoggingCategory>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(lcForeign, "tidegate.returns", QtInfoMsg)

} // namespace

Async<Result<Done>> tellForeign(Store &store, const Attempt &attempt, const QString &shopperId, const Error &error)
{
    Promise<Result<Done>> promise;
    auto writing = store.write([attempt, shopperId, error](WriteTransaction &transaction) -> Result<Done> {
        const qint64 foreign =
            transaction.integer(u"SELECT COUNT(*) FROM rma WHERE id = ? AND shopper_id <> ?"_s, {attempt.entityId, shopperId});
        if (foreign > 0)
            auditStrangersRefusal(transaction, attempt, error);
        return Done{};
    });
    writing.onDelivery([promise, attempt](const Result<Done> &written) mutable {
        if (!written)
            qCWarning(lcForeign).noquote() << attempt.actor << "asked for return" << attempt.entityId
                                           << "and it could not be written down:" << written.error().detail;
        promise.deliver(written);
    });
    return promise.async();
}

} // namespace tidegate
