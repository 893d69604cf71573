// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/store/transaction.h"

#include <QJsonObject>
#include <QString>

namespace tidegate {

/// A message for a partner's callback address.
struct CallbackMessage {
    QString partnerId;
    bool sandbox = false;
    QString type;  ///< "job.completed", "webhook.processed", "webhook.failed", "ping"
    QString cause; ///< the id of what it tells about
    QJsonObject data;
};

/// Writes the message down in the transaction of its cause; CallbackService sends it. Nothing is written for a partner without a
/// callback address, or whose callback is switched off. True where something was.
bool queueCallback(WriteTransaction &transaction, const CallbackMessage &message, const Clock &clock, Random &random);

} // namespace tidegate
