// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/callback_outbox.h"

#include "core/base/id.h"
#include "core/base/json.h"
#include "core/base/text.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

bool wantsCallbacks(ReadTransaction &transaction, const QString &partnerId)
{
    return transaction
        .one(
            u"SELECT 1 FROM partner WHERE id = ? AND callback_url <> '' AND callback_disabled_at IS NULL AND disabled_at IS NULL"_s,
            {partnerId}, [](const Row &) { return true; })
        .has_value();
}

} // namespace

bool queueCallback(WriteTransaction &transaction, const CallbackMessage &message, const Clock &clock, Random &random)
{
    if (!wantsCallbacks(transaction, message.partnerId))
        return false;
    QJsonObject data = message.data;
    if (message.sandbox)
        data.insert(u"sandbox"_s, true);
    const UtcMillis now = transaction.now();
    const QByteArray body = toJson({{u"type"_s, message.type}, {u"timestamp"_s, formatTime(now)}, {u"data"_s, data}});
    transaction.exec(u"INSERT INTO delivery (id, partner_id, sandbox, type, cause, body, status, next_attempt_at, created_at) "
                     "VALUES (?, ?, ?, ?, ?, ?, 'pending', ?, ?)"_s,
                     {newId(clock, random), message.partnerId, qint64(message.sandbox), message.type, message.cause,
                      QString::fromUtf8(body), now, now});
    return true;
}

} // namespace tidegate
