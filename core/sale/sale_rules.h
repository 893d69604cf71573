// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/sale/sale.h"
#include "core/store/transaction.h"

namespace tidegate {

/// What SaleService::create() promises to refuse, all findings at once.
Result<Done> checkNewSale(WriteTransaction &transaction, const NewSale &sale);

} // namespace tidegate
