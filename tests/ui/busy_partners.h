// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/scripted_services.h"

namespace tidegate {

/// Partners in the midst of their work, with the oddities of real ones: long names, a failing callback, jobs in every state, dead messages.
void fillBusyPartners(ScriptedServices &services, UtcMillis now);
/// A hundred partners, ten thousand jobs, and a thousand messages each way.
void fillManyPartners(ScriptedServices &services, UtcMillis now);
/// How far the running jobs are at a second of the busy shop's sale.
JobActivity busyActivity(UtcMillis at, int second);

} // namespace tidegate
