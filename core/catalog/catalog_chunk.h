// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/catalog/product.h"
#include "core/feed/product_row.h"
#include "core/store/transaction.h"

#include <vector>

namespace tidegate {

/// What some rows of a file would change in the catalogue as it is now. At most lookUpSize rows, each SKU once.
struct ChunkPlan {
    struct Change {
        Product before; ///< without an id: the product is new
        Product after;
        qint64 stockDelta = 0;
        [[nodiscard]] bool isNew() const { return before.id.isEmpty(); }
    };
    std::vector<Change> changes;
    qint64 created = 0;
    qint64 updated = 0;
    qint64 unchanged = 0;
    qint64 rejected = 0;
    std::vector<FieldError> errors;
    std::vector<FieldError> notes;
};

ChunkPlan planChunk(ReadTransaction &transaction, const std::vector<ProductRow> &rows);

struct ImportCause {
    QString jobId;
    QString actor;
    qint64 firstLine = 0;
    qint64 lastLine = 0;
};
/// Does what the plan says, in the transaction that it was made in, with one audit event for the chunk and one for each product that was
/// there before.
void applyChunk(WriteTransaction &transaction, const ChunkPlan &plan, const ImportCause &cause, const Clock &clock,
                Random &random);

} // namespace tidegate
