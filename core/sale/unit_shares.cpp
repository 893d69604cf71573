// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sale/unit_shares.h"

#include <algorithm>
#include <numeric>

namespace tidegate {

namespace {

__extension__ using Wide = unsigned __int128;

std::vector<qint64> evenly(qint64 amount, qint64 parts)
{
    return splitByWeight(amount, std::vector<qint64>(std::size_t(parts), 1));
}

/// A discount above what a unit costs leaves it worth nothing, not less, as a weight.
std::vector<qint64> worths(const std::vector<UnitShare> &shares)
{
    std::vector<qint64> weights;
    weights.reserve(shares.size());
    for (const UnitShare &share : shares)
        weights.push_back(std::max<qint64>(share.price - share.discount, 0));
    return weights;
}

} // namespace

std::vector<qint64> splitByWeight(qint64 amount, const std::vector<qint64> &weights)
{
    const qint64 sum = std::accumulate(weights.begin(), weights.end(), qint64(0));
    if (sum == 0)
        return weights.empty() ? std::vector<qint64>() : splitByWeight(amount, std::vector<qint64>(weights.size(), 1));
    std::vector<qint64> parts;
    std::vector<qint64> remainders;
    parts.reserve(weights.size());
    remainders.reserve(weights.size());
    qint64 left = amount;
    for (const qint64 weight : weights) {
        const Wide product = Wide(amount) * Wide(weight);
        parts.push_back(qint64(product / Wide(sum)));
        remainders.push_back(qint64(product % Wide(sum)));
        left -= parts.back();
    }
    std::vector<std::size_t> order(weights.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
    for (std::size_t place = 0; left > 0; ++place, --left)
        ++parts[order[place]];
    return parts;
}

std::vector<UnitShare> unitShares(const Order &order)
{
    std::vector<UnitShare> shares;
    for (const OrderLine &line : order.lines) {
        const std::vector<qint64> discounts = evenly(line.discount, line.quantity);
        const std::vector<qint64> taxes = evenly(line.tax, line.quantity);
        for (std::size_t index = 0; index < discounts.size(); ++index)
            shares.push_back({line.id, qint64(index) + 1, line.unitPrice.amount, discounts[index], taxes[index], 0});
    }
    const std::vector<qint64> discounts = splitByWeight(order.discount, worths(shares));
    for (std::size_t index = 0; index < shares.size(); ++index)
        shares[index].discount += discounts[index];
    const std::vector<qint64> shippings = splitByWeight(order.shipping, worths(shares));
    for (std::size_t index = 0; index < shares.size(); ++index)
        shares[index].shipping = shippings[index];
    return shares;
}

Money cancelShare(const Order &order, const OrderLine &line, qint64 quantity)
{
    Money sum{0, order.total.currency};
    const qint64 last = line.quantity - line.cancelled;
    for (const UnitShare &share : unitShares(order)) {
        if (share.orderLineId == line.id && share.unit > last - quantity && share.unit <= last)
            sum.amount += share.total();
    }
    return sum;
}

} // namespace tidegate
