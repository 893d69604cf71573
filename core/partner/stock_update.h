// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/catalog/stock_level.h"
#include "core/partner/stock_message.h"
#include "core/store/transaction.h"

#include <QJsonObject>
#include <QStringList>

namespace tidegate {

/// What has set, or wants to set, a product's stock.
struct StockSource {
    std::optional<qint64> version; ///< what its sender counts
    UtcMillis at = 0;              ///< when it was so
};

/// Whether `incoming` was overtaken by what is `known`: its version is not a later one, or its time is before.
bool isLate(const StockSource &incoming, const StockSource &known);

/// What became of a message's items, over all tries. Those of `unknown` and `ofAnother` were not applied, all others are done
/// with.
struct StockOutcome {
    qint64 updated = 0;
    qint64 unchanged = 0;
    qint64 late = 0;
    qint64 limited =
        0; ///< of the updated and unchanged: more is promised to orders than the message says; the stock is what is promised
    QStringList unknown;   ///< no such product, or it is withdrawn
    QStringList ofAnother; ///< another partner's product

    [[nodiscard]] QStringList left() const { return unknown + ofAnother; }
};

/// As kept with the event and told to the partner: {"updated", "unchanged", "late", "limited", "unknown", "of_another"}.
QJsonObject toJson(const StockOutcome &outcome);
StockOutcome stockOutcomeFromJson(const QByteArray &text);

struct StockCause {
    QString eventId;
    QString partnerId;
    bool sandbox = false;
    UtcMillis occurredAt = 0;
};

/// Sets the stock of these items: live ones by a movement in the ledger, never below what is promised to orders; with `sandbox`
/// those of the partner's sandbox. What can be sold of each that changed, live, is added to `levels`. The outcome is of these
/// items alone.
StockOutcome applyStock(WriteTransaction &transaction, const std::vector<StockItem> &items, const StockCause &cause,
                        const Clock &clock, Random &random, std::vector<StockLevel> &levels);

} // namespace tidegate
