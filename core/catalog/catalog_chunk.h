// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/catalog/product_table.h"
#include "core/feed/product_row.h"
#include "core/store/transaction.h"

#include <vector>

namespace tidegate {

/// Whose rows they are, and when they were sent.
struct PlanRules {
    QString partnerId{};      ///< empty: the shop's own, which may change everybody's
    UtcMillis sourceAt = 0;   ///< stock that a newer message set stays; 0: the rows are the newest there is
    bool tellCleared = false; ///< notes each field that a blank cell clears
};

/// What some rows of a file would change in the catalogue as it is now. At most lookUpSize rows, each SKU once.
struct ChunkPlan {
    using Change = ProductChange;
    std::vector<Change> changes;
    QStringList confirmed; ///< products whose stock is what the row says, and was set by an older message
    qint64 created = 0;
    qint64 updated = 0;
    qint64 unchanged = 0;
    qint64 rejected = 0;
    qint64 cleared = 0; ///< fields that were blank in the row and had something in the catalogue
    qint64 gained = 0;  ///< products that become the partner's, or come back after they were withdrawn
    std::vector<FieldError> errors;
    std::vector<FieldError> notes;
};

/// Adds what one row would do to the product that has its SKU now; without an id: there is none.
void planRow(ChunkPlan &plan, const ProductRow &row, const Product &before, const PlanRules &rules);
ChunkPlan planChunk(ReadTransaction &transaction, const std::vector<ProductRow> &rows, const PlanRules &rules = {});

struct ImportCause {
    QString jobId;
    QString actor;
    qint64 firstLine = 0;
    qint64 lastLine = 0;
};
/// Does what the plan says, in the transaction that it was made in, with one audit event for the chunk and one for each product
/// that was there before.
void applyChunk(WriteTransaction &transaction, const ChunkPlan &plan, const ImportCause &cause, const Clock &clock,
                Random &random);

} // namespace tidegate
