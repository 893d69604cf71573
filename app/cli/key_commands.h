// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command_output.h"
#include "core/partner/key_service.h"
#include "core/partner/partner_service.h"

namespace tidegate {

/// tidegate key create --kind storefront|partner [--partner NAME] [--test] [--expires DAYS] [--name TEXT] [--scope SCOPE …]
/// [--webhook-secret]
struct KeyCreateArguments {
    QString kind{};
    QString partner{};
    bool test = false;
    QString expires{}; ///< days; empty: never
    QString name{};
    QStringList scopes{}; ///< empty: all of its kind
    bool webhookSecret = false;
};

/// tidegate key rotate KEY [--overlap HOURS]
struct KeyRotateArguments {
    QString key{};     ///< id or prefix
    QString overlap{}; ///< hours; empty: 24
};

/// The secret stands alone on the last line; with --webhook-secret that one stands alone on a line before it.
int runKeyCreate(const KeyCreateArguments &arguments, KeyService &keys, PartnerService &partners, CommandOutput &output);
int runKeyList(KeyService &keys, const Clock &clock, CommandOutput &output);
/// tidegate key revoke KEY (its id or prefix)
int runKeyRevoke(const QString &key, KeyService &keys, CommandOutput &output);
/// The new secret stands alone on the last line.
int runKeyRotate(const KeyRotateArguments &arguments, KeyService &keys, CommandOutput &output);

} // namespace tidegate
