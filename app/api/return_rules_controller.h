// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/api_access.h"
#include "app/http/router.h"
#include "core/rma/return_rules.h"

namespace tidegate {

/// /staff/return-rules: any of the staff reads them, an admin changes them.
class ReturnRulesController
{
public:
    /// `rules` must outlive this.
    ReturnRulesController(ReturnRulesService &rules, StaffAccess access);
    void addRoutes(Router &router);

private:
    QCoro::Task<Response> read(std::shared_ptr<const Request> request);
    QCoro::Task<Response> change(std::shared_ptr<const Request> request);
    [[nodiscard]] Response answerTo(const Result<ReturnRules> &rules, const Request &request) const;

    ReturnRulesService &m_rules;
    const StaffAccess m_access;
};

} // namespace tidegate
