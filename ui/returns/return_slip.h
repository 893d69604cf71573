// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rma/rma.h"

#include <QString>

namespace tidegate {

/// The slip that lies in the customer's parcel: number, customer, what comes back and why, as HTML for a QTextDocument.
QString returnSlipHtml(const Rma &rma);

} // namespace tidegate
