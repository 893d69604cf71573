// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <cstdint>
#include <mutex>
#include <random>

namespace tidegate {

/// The only source of chance in the program. Thread-safe.
class Random
{
public:
    virtual ~Random() = default;
    [[nodiscard]] virtual std::uint64_t next() = 0;

    /// Evenly spread in [0, 1).
    [[nodiscard]] double unit();
    /// Evenly spread in [0, bound); 0 for bound 0.
    [[nodiscard]] std::uint64_t below(std::uint64_t bound);
    [[nodiscard]] QByteArray bytes(int count);
};

/// Fit for secrets (libsodium's generator).
class SystemRandom final : public Random
{
public:
    SystemRandom();
    [[nodiscard]] std::uint64_t next() override;
};

/// The same row of numbers for the same seed. For tests and simulations, never for secrets.
class SeededRandom final : public Random
{
public:
    explicit SeededRandom(std::uint64_t seed);
    [[nodiscard]] std::uint64_t next() override;

private:
    std::mutex m_mutex;
    std::mt19937_64 m_engine;
};

} // namespace tidegate
