// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/partner/partner_service.h"
#include "core/store/transaction.h"

#include <optional>
#include <vector>

namespace tidegate {

/// The SQL of the table partner. Everything here runs inside a command.

/// By name.
std::vector<Partner> readPartners(ReadTransaction &transaction);
/// By id or by name.
std::optional<Partner> findPartner(ReadTransaction &transaction, const QString &idOrName);
/// All that PartnerService can set; raises the version.
void updatePartner(WriteTransaction &transaction, const Partner &partner);

/// The secrets of a partner's webhooks that are valid at `now`, the newest first, as they are shown ("whsec_…"). Empty for a
/// partner that has none, is switched off or does not exist.
std::vector<QString> webhookSecrets(ReadTransaction &transaction, const QString &partnerId, UtcMillis now);

} // namespace tidegate
