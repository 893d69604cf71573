// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/replay/invoice_reader.h"
#include "core/replay/replay_report.h"
#include "core/rma/rma_step_frame.h"

namespace tidegate {

/// What one invoice came to: the report with it, and the rows that came to nothing.
struct InvoiceOutcome {
    ReplayReport report;
    std::vector<FieldError> refusals;
};

/// What an invoice is replayed with; orders and steps are `actor`'s.
struct ReplayTools {
    RmaContext context;
    StaffActor actor;
};

/// Runs inside a command, at the invoice's time, and takes the report so far. A number that an earlier invoice had is refused row
/// by row (duplicate_invoice).
///
/// A sale becomes an order (kind imported, paid by the method "imported" with the reference "invoice:NUMBER") that is shipped
/// whole at once. Products that are not in the catalogue are made, and what stock is missing comes in.
///
/// A cancellation's rows are found in the customer's earlier orders, the newest first: the same stock code at the same price, and
/// units that are not in a return yet. What is found of one order becomes returns, of so many lines as one may have, that go
/// through all their steps, back into stock and out as store credit. A row that is not found whole is refused: above_bought
/// (fewer were bought, or are left), price_differs (bought at another price alone), no_sale.
Result<InvoiceOutcome> replayInvoice(WriteTransaction &transaction, const ReplayTools &tools, const Invoice &invoice,
                                     ReplayReport report);

} // namespace tidegate
