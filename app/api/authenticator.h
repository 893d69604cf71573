// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/router.h"
#include "core/partner/key_ring.h"
#include "core/resilience/sliding_window_limiter.h"
#include "core/sale/shopper_sessions.h"

namespace tidegate {

/// Who sends a request. Answers at once, without a query. Wrong secrets are counted per address; an address that guesses too much gets
/// RateLimited for wrong ones, while right ones are always let in. Thread-safe.
class Authenticator
{
public:
    Authenticator(const KeyRing &keys, const ShopperSessions &sessions, SlidingWindowLimiter &guesses);

    /// Lets in shoppers, with their id as Request::caller: named by a shop's own server (storefront key and X-Shopper-Id) or holding a shopper
    /// token. Refuses with Unauthenticated, Forbidden (a key of another kind), InvalidRequest (no or a bad X-Shopper-Id) or RateLimited.
    [[nodiscard]] Gate shopperGate() const;
    /// Lets in any valid key, and this machine itself: for /metrics and the health checks.
    [[nodiscard]] Gate operationsGate() const;

private:
    [[nodiscard]] Result<QString> shopper(const Request &request) const;
    [[nodiscard]] Result<Done> operations(const Request &request) const;
    [[nodiscard]] Response refusal(const Error &error, const Request &request) const;
    [[nodiscard]] tl::unexpected<Error> wrongSecret(const Request &request, const Error &why) const;

    const KeyRing &m_keys;
    const ShopperSessions &m_sessions;
    SlidingWindowLimiter &m_guesses;
};

} // namespace tidegate
