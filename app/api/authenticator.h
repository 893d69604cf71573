// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/api_access.h"
#include "app/http/router.h"
#include "core/partner/key_ring.h"
#include "core/partner/security_log.h"
#include "core/resilience/sliding_window_limiter.h"
#include "core/sale/shopper_sessions.h"
#include "core/staff/staff_session_ring.h"

namespace tidegate {

/// Who sends a request. Answers at once, without a query. Wrong secrets are counted per address; an address that guesses too much gets
/// RateLimited for wrong ones, while right ones are always let in. Every attempt at a partner's access is told to the security log, of the others those that
/// were refused; and of those inside, who wanted what the role does not allow, or sent a file that is not what it was declared as. Thread-safe.
class Authenticator
{
public:
    /// `log` may be nothing, and without `staff` nobody of the staff is let in. All must outlive this.
    Authenticator(const KeyRing &keys, const ShopperSessions &sessions, SlidingWindowLimiter &guesses, SecurityLog *log = nullptr,
                  const StaffSessionRing *staff = nullptr);

    /// Lets in shoppers, with their id as Request::caller: named by a shop's own server (storefront key and X-Shopper-Id) or holding a shopper
    /// token. Refuses with Unauthenticated, Forbidden (a key of another kind), InvalidRequest (no or a bad X-Shopper-Id, two keys that differ) or RateLimited.
    [[nodiscard]] Gate shopperGate() const;
    [[nodiscard]] ShopperAccess shopperAccess() const;
    /// Lets in partners with a key of this scope ("feeds", "jobs", "stock"), with their id as Request::caller, the key's prefix as callerKey and whether it is
    /// a test key as sandbox. Refuses with Unauthenticated, Forbidden (another kind of key, no such scope, a partner that is switched off), InvalidRequest (two keys that differ) or RateLimited.
    [[nodiscard]] Gate partnerGate(const QString &scope) const;
    /// Lets in who has signed in and need not change the password first, with the user's id as Request::caller; staffSessionOf() and StaffAccess::actor()
    /// tell the rest. Refuses with Unauthenticated, Forbidden (a key; or, with the code "password_change_required" in `errors`, a password to be changed),
    /// InvalidRequest (two tokens that differ) or RateLimited.
    [[nodiscard]] StaffAccess staffAccess() const;
    /// The same, and lets in who must change the password: for just that, and for leaving.
    [[nodiscard]] Gate newPasswordGate() const;
    /// Lets in any valid key, and this machine itself: for /metrics and the health checks.
    [[nodiscard]] Gate operationsGate() const;

private:
    [[nodiscard]] Result<QString> shopper(const Request &request) const;
    [[nodiscard]] Result<std::shared_ptr<const ApiKey>> partner(const Request &request, const QString &scope) const;
    [[nodiscard]] Gate staffGate(bool alsoToChangePassword) const;
    [[nodiscard]] Result<std::shared_ptr<const StaffSession>> staff(const Request &request, bool alsoToChangePassword) const;
    [[nodiscard]] Result<Done> operations(const Request &request) const;
    [[nodiscard]] Response refusal(const Error &error, const Request &request) const;
    void tellRefusal(const Error &error, const Request &request) const;
    void tell(const Request &request, const QString &outcome, const QString &partnerId = {}) const;
    [[nodiscard]] tl::unexpected<Error> wrongSecret(const Request &request, const Error &why) const;

    const KeyRing &m_keys;
    const ShopperSessions &m_sessions;
    SlidingWindowLimiter &m_guesses;
    SecurityLog *m_log;
    const StaffSessionRing *m_staff;
};

/// The session of the one whom staffAccess() has let in.
const StaffSession &staffSessionOf(const Request &request);

} // namespace tidegate
