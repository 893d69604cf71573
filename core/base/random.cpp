// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"

#include <cstring>
#include <sodium.h>

namespace tidegate {

double Random::unit()
{
    return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

std::uint64_t Random::below(std::uint64_t bound)
{
    if (bound == 0)
        return 0;
    // Numbers from the last, incomplete round would come up more often: draw again.
    const std::uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
    std::uint64_t drawn = next();
    while (drawn >= limit)
        drawn = next();
    return drawn % bound;
}

QByteArray Random::bytes(int count)
{
    QByteArray result(count, Qt::Uninitialized);
    for (int filled = 0; filled < count; filled += 8) {
        const std::uint64_t word = next();
        std::memcpy(result.data() + filled, &word, static_cast<std::size_t>(std::min(8, count - filled)));
    }
    return result;
}

SystemRandom::SystemRandom()
{
    if (sodium_init() < 0)
        qFatal("the system's random source can't be opened");
}

std::uint64_t SystemRandom::next()
{
    // The kernel call costs more than everything else in a request: draw ahead, per thread, and wipe what was used.
    thread_local std::uint64_t pool[64];
    thread_local std::size_t used = 64;
    if (used == 64) {
        randombytes_buf(pool, sizeof pool);
        used = 0;
    }
    const std::uint64_t value = pool[used];
    pool[used++] = 0;
    return value;
}

SeededRandom::SeededRandom(std::uint64_t seed)
    : m_engine(seed)
{
}

std::uint64_t SeededRandom::next()
{
    const std::lock_guard lock(m_mutex);
    return m_engine();
}

} // namespace tidegate
