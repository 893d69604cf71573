// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/transaction.h"

#include <QStringList>

namespace tidegate {

/// Checks on one snapshot that returns agree with orders, refunds, store credit, stock and the audit trail, as core/sale's violatedInvariants() does
/// for those. One sentence per violation, at most `maximum`; empty when all is well. Runs over whole tables: for `tidegate verify`, tests
/// and the console, not for a request.
QStringList violatedReturnInvariants(ReadTransaction &transaction, int maximum = 1000);

} // namespace tidegate
