// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/money.h"

#include <QString>

#include <optional>

namespace tidegate {

/// A restocking fee as people write it: an amount ("2.50"), or a share of what was paid ("10 %"), rounded to the minor unit. In minor units, 0 for an
/// empty text; nothing where it is none, or not within 0 and what was paid.
std::optional<qint64> feeFromText(const QString &text, const Money &paid);

} // namespace tidegate
