// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/authenticator.h"
#include "app/http/router.h"
#include "core/staff/staff_sessions.h"

namespace tidegate {

/// /staff/sessions and /staff/password: signing in and out, another password. Guesses are limited (GuessLimits).
class StaffSessionController
{
public:
    explicit StaffSessionController(StaffSessions &sessions);
    void addRoutes(Router &router, const Authenticator &authenticator);

private:
    QCoro::Task<Response> open(std::shared_ptr<const Request> request);
    QCoro::Task<Response> end(std::shared_ptr<const Request> request);
    QCoro::Task<Response> changePassword(std::shared_ptr<const Request> request);
    void addGuesses(Response &response, const QString &name, const Request &request);

    StaffSessions &m_sessions;
};

} // namespace tidegate
