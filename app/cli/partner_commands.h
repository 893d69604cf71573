// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command_output.h"
#include "core/partner/partner_service.h"

#include <optional>

namespace tidegate {

/// tidegate partner add NAME --email ADDR [--callback URL] [--format FORMAT …]
struct PartnerAddArguments {
    QString name{};
    QString email{};
    QString callback{};
    QStringList formats{};  ///< empty: all
    bool allowHttp = false; ///< [callbacks] allow_http of the settings
};

/// tidegate partner change PARTNER [--name NAME] [--email ADDR] [--callback URL] [--format FORMAT …] [--resume-callback]
struct PartnerChangeArguments {
    QString partner{}; ///< id or name
    std::optional<QString> name{};
    std::optional<QString> email{};
    std::optional<QString> callback{};    ///< empty: none any more
    std::optional<QStringList> formats{}; ///< one empty: all
    std::optional<bool> disabled{};
    bool resumeCallback = false;
    bool allowHttp = false;
};

/// tidegate partner secret PARTNER [--overlap HOURS]
struct PartnerSecretArguments {
    QString partner{};
    QString overlap{}; ///< hours; empty: 24
};

int runPartnerAdd(const PartnerAddArguments &arguments, PartnerService &partners, CommandOutput &output);
int runPartnerList(PartnerService &partners, CommandOutput &output);
/// Also for partner disable and partner enable. What is not named stays.
int runPartnerChange(const PartnerChangeArguments &arguments, PartnerService &partners, CommandOutput &output);
/// The new secret stands alone on the last line.
int runPartnerSecret(const PartnerSecretArguments &arguments, PartnerService &partners, CommandOutput &output);

} // namespace tidegate
