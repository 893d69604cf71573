// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"

#include <QString>

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace tidegate {

/// Where each SKU of a feed stands first. Keeps of each a keyed 64-bit hash (SipHash-2-4, libsodium) and its line in 32 bits, in
/// flat tables with open addressing that are filled to at most three quarters: 16 bytes a SKU, once all are in and `expected` was
/// right. Among ten million SKUs two different ones are taken for one with a chance of less than one in 300 000. Used by one
/// thread.
class SeenSkus
{
public:
    /// Makes room for `expected` SKUs; takes no more.
    SeenSkus(qint64 expected, Random &random);

    /// The line where it stood before; 0 where this is the first time, which is remembered. A line beyond 32 bits counts as the
    /// last of these.
    qint64 firstLine(const QString &sku, qint64 line);
    /// The feed names it, in a row that is not taken: a later one may still be.
    void name(const QString &sku);
    [[nodiscard]] bool contains(const QString &sku) const;

    [[nodiscard]] qsizetype bytes() const;

private:
    [[nodiscard]] std::uint64_t hashOf(const QString &sku) const;
    [[nodiscard]] std::size_t slotOf(std::uint64_t hash) const;

    std::array<unsigned char, 16> m_key{};
    std::vector<std::uint64_t> m_hashes; ///< 0: a free slot
    std::vector<std::uint32_t> m_lines;
};

} // namespace tidegate
