// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/seen_skus.h"

#include <algorithm>
#include <limits>
#include <sodium.h>

namespace tidegate {

SeenSkus::SeenSkus(qint64 expected, Random &random)
{
    static_assert(std::tuple_size_v<decltype(m_key)> == crypto_shorthash_KEYBYTES);
    const QByteArray key = random.bytes(crypto_shorthash_KEYBYTES);
    std::copy(key.begin(), key.end(), m_key.begin());
    const std::size_t slots = std::size_t(expected) * 4 / 3 + 8;
    m_hashes.resize(slots);
    m_lines.resize(slots);
}

std::uint64_t SeenSkus::hashOf(const QString &sku) const
{
    std::uint64_t hash = 0;
    crypto_shorthash(reinterpret_cast<unsigned char *>(&hash), reinterpret_cast<const unsigned char *>(sku.utf16()),
                     static_cast<unsigned long long>(sku.size()) * sizeof(char16_t), m_key.data());
    return hash == 0 ? 1 : hash;
}

/// Where the hash is, or the free slot where it belongs.
std::size_t SeenSkus::slotOf(std::uint64_t hash) const
{
    // The upper half of the product spreads 32 bits over any number of slots (Lemire, "Fast random integer generation in an
    // interval", 2019).
    auto slot = static_cast<std::size_t>(((hash >> 32) * m_hashes.size()) >> 32);
    while (m_hashes[slot] != 0 && m_hashes[slot] != hash)
        slot = slot + 1 == m_hashes.size() ? 0 : slot + 1;
    return slot;
}

qint64 SeenSkus::firstLine(const QString &sku, qint64 line)
{
    const std::uint64_t hash = hashOf(sku);
    const std::size_t slot = slotOf(hash);
    if (m_lines[slot] != 0)
        return m_lines[slot];
    m_hashes[slot] = hash;
    m_lines[slot] = std::uint32_t(std::min<qint64>(line, std::numeric_limits<std::uint32_t>::max()));
    return 0;
}

void SeenSkus::name(const QString &sku)
{
    const std::uint64_t hash = hashOf(sku);
    m_hashes[slotOf(hash)] = hash;
}

bool SeenSkus::contains(const QString &sku) const
{
    const std::uint64_t hash = hashOf(sku);
    return m_hashes[slotOf(hash)] == hash;
}

qsizetype SeenSkus::bytes() const
{
    const std::size_t bytes = m_hashes.size() * sizeof(m_hashes[0]) + m_lines.size() * sizeof(m_lines[0]);
    return qsizetype(bytes);
}

} // namespace tidegate
