// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/scripted_services.h"

namespace tidegate {

/// A shop in the midst of a flash sale, with the oddities of real ones: long names, a sold-out item, a failing payment method.
void fillBusyShop(ScriptedServices &services, UtcMillis now);
/// What such a shop's figures are at a second of its sale; the same for the same second.
LiveFigures busyFigures(UtcMillis at, int second);

} // namespace tidegate
