// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/catalog/stock_level.h"
#include "core/partner/webhook_service.h"
#include "core/store/transaction.h"

namespace tidegate {

// How events are worked on. Everything here runs inside a command.

/// What every command that works on events is given. All must outlive the command.
struct WebhookTools {
    const Clock &clock;
    Random &random;
    const StockListener &listener; ///< may be empty
};

/// Works on events that are due, at most `limit` of them, fewer where they have many items, so that other writes don't wait for
/// long. How many it was.
qint64 workOnDueWebhooks(WriteTransaction &transaction, int limit, const WebhookTools &tools);

/// For an event that can't be worked on (a fault of ours or of the database): counts as a try that failed. Which one it was, as
/// workOnDueWebhooks() with limit 1 would take it; empty: none is due.
QString putOffDueWebhook(WriteTransaction &transaction, const QString &problem, const WebhookTools &tools);

} // namespace tidegate
