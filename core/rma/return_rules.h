// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/staff/staff_actor.h"
#include "core/store/store.h"

#include <QStringList>

namespace tidegate {

/// What can be returned, and what needs no person.
struct ReturnRules {
    qint64 windowDays = 30;          ///< so long after its shipment can a unit be sent back; 0 to 3650
    qint64 sendDays = 21;            ///< an approved return that nobody sends expires after so many; 1 to 365
    bool autoValidate = false;       ///< a shopper's request that keeps the rules is validated at once
    bool autoApprove = false;        ///< and approved; wants autoValidate
    QStringList finalSaleSkus;       ///< are not taken back
    QStringList finalSaleCategories; ///< with those under them ("Food" has "Food > Fresh"), whatever the case
    qint64 version = 1;
};

/// Inside a command.
ReturnRules readReturnRules(ReadTransaction &transaction);
/// Whether the rules say that this product is sold for good.
bool isFinalSale(const ReturnRules &rules, const QString &sku, const QString &category);

/// Reads and changes the rules. Thread-safe.
class ReturnRulesService
{
public:
    explicit ReturnRulesService(Store &store);

    Async<Result<ReturnRules>> rules();
    /// Admin. `rules.version` is the one that the caller has seen. Forbidden, VersionConflict, or InvalidRequest with every field that is wrong. Audited.
    Async<Result<ReturnRules>> change(ReturnRules rules, StaffActor actor, QString requestId = {});

private:
    Store &m_store;
};

} // namespace tidegate
