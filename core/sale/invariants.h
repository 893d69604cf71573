// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/transaction.h"

#include <QStringList>

namespace tidegate {

/// Checks on one snapshot that stock, sales, orders, payments and store credit agree with each other. One sentence per violation, at most
/// `maximum`; empty when all is well. Runs over whole tables: for `tidegate verify`, tests and the console, not for a request.
QStringList violatedInvariants(ReadTransaction &transaction, int maximum = 1000);

} // namespace tidegate
