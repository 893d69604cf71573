// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rma/rma_step_frame.h"

namespace tidegate {

/// What the customer is written about a return, in the transaction of what happened (queueCustomerMail()).

/// `step` was just taken, and the return is now as it is here. Nothing for the steps that are the house's own affair. What was
/// asked for and approved at once is one mail.
void mailStep(WriteTransaction &transaction, const RmaContext &context, RmaStep step, const Rma &rma);
/// The provider has paid it back. Nothing for a refund of no return.
void mailReturnRefund(WriteTransaction &transaction, const RmaContext &context, const Refund &refund);
/// `note` was just written. Nothing for an internal one.
void mailReturnNote(WriteTransaction &transaction, const RmaContext &context, const Rma &rma, const RmaNote &note);

} // namespace tidegate
