// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command_output.h"
#include "core/partner/partner_service.h"

namespace tidegate {

/// tidegate partner add NAME --email ADDR [--callback URL]
struct PartnerAddArguments {
    QString name{};
    QString email{};
    QString callback{};
    bool allowHttp = false; ///< [callbacks] allow_http of the settings
};

int runPartnerAdd(const PartnerAddArguments &arguments, PartnerService &partners, CommandOutput &output);

} // namespace tidegate
