// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/resilience/circuit_breaker.h"

#include <QtGlobal>

namespace tidegate {

// What tests do with a breaker, one call after the other.

inline BreakerPermit leave(CircuitBreaker &breaker)
{
    auto permit = breaker.acquire();
    if (!permit)
        qFatal("refused: %s", qPrintable(permit.error().explanation));
    return std::move(*permit);
}

inline void fail(CircuitBreaker &breaker, int times = 1)
{
    for (int i = 0; i < times; ++i)
        breaker.failed(leave(breaker));
}

inline void succeed(CircuitBreaker &breaker, int times = 1)
{
    for (int i = 0; i < times; ++i)
        breaker.succeeded(leave(breaker));
}

inline bool refuses(CircuitBreaker &breaker)
{
    return !breaker.acquire();
}
inline BreakerState stateOf(CircuitBreaker &breaker)
{
    return breaker.snapshot().state;
}

} // namespace tidegate
