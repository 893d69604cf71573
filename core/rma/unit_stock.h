// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalog/product_table.h"
#include "core/rma/rma_step_frame.h"

namespace tidegate {

/// One returned unit that goes from one place to another, as movements of the stock ledger. Expected and arrived units, and those of customers, are
/// in no bucket.
struct UnitMove {
    QString sku;
    UnitPlace from = UnitPlace::Arrived;
    UnitPlace to = UnitPlace::Arrived;
    QString reason;     ///< "returned", "sent_back", …
    QString sourceType; ///< with sourceId the one cause: "rma_inspection" and the inspection's id
    QString sourceId;
    QString actor;
};

/// Conflict where the unit was put back on sale and is promised or sold by now, or where the product is not in the catalogue.
Result<Done> moveUnit(WriteTransaction &transaction, const RmaContext &context, const UnitMove &move);

} // namespace tidegate
