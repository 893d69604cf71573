// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sale/order.h"

#include <vector>

namespace tidegate {

/// What was paid for one unit of an order's line, in minor units of the order's currency.
struct UnitShare {
    QString orderLineId;
    qint64 unit = 1;     ///< from 1 to the line's quantity
    qint64 price = 0;    ///< the line's unit price
    qint64 discount = 0; ///< of the line's own discount and of the order's
    qint64 tax = 0;
    qint64 shipping = 0;

    [[nodiscard]] qint64 total() const { return price - discount + tax + shipping; }
    bool operator==(const UnitShare &) const = default;
};

/// Splits everything that was paid for an order over its units, line by line and unit by unit in the order's own sequence, so that the units' totals
/// sum to order.total exactly, in any currency. A line's discount and tax go evenly over its units; the order's discount goes over all units by what
/// they cost after their line's discount, shipping by what they cost after both. Where that leaves minor units over, the largest remainders get one
/// each, the earlier unit first among equals (the method of Hare and Niemeyer). The same order gives the same split, whatever has become of it since.
///
/// No unit's discount is above its price, unless a line's discount is above the line (then its units are worth 0 or less between them, and the sum
/// still holds). Units 1 to `shipped` of a line are those that can come back; those cancelled are counted from the end.
std::vector<UnitShare> unitShares(const Order &order);

/// What the last `quantity` units of the order's `line` that are neither shipped nor cancelled were paid with: cancelled next, they give back just
/// this.
Money cancelShare(const Order &order, const OrderLine &line, qint64 quantity);

/// Splits `amount` (0 or above) by `weights` (none negative) with the largest remainder: the parts sum to `amount`. Where all weights are 0, evenly.
/// Exact for products up to 2^126. No weights: no parts; the caller has nothing to split over.
std::vector<qint64> splitByWeight(qint64 amount, const std::vector<qint64> &weights);

} // namespace tidegate
