// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/money.h"
#include "core/feed/feed_adapter.h"
#include "core/feed/product_row.h"

#include <optional>
#include <vector>

namespace tidegate {

/// What the rules make of one record. It is refused where there are errors; passed over where it brings no product.
struct FeedRow {
    qint64 line = 0;
    ProductRow product; ///< to be used only where `ok()`
    bool passedOver = false;
    std::vector<FieldError> errors;
    std::vector<FieldError> notes;
    std::vector<AttackFinding> attacks; ///< for the security log; each has its FieldError in `errors`
    QByteArray source;                  ///< FeedRecord::source

    [[nodiscard]] bool ok() const { return errors.empty() && !passedOver; }
};

/// Checks and cleans one record, whatever format it came in. Every rule has a code and a message that tells a shopkeeper how to
/// mend it. `currency` is that of a price that does not name its own. Thread-safe.
FeedRow checkRecord(FeedParser::Item item, Currency currency);

} // namespace tidegate
