// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/authenticator.h"
#include "app/http/router.h"
#include "core/observe/metrics.h"
#include "core/store/store.h"

namespace tidegate {

/// GET /healthz (the process answers), GET /readyz (it can take orders), GET /metrics (Prometheus text).
void addHealthRoutes(Router &router, const Authenticator &authenticator, const Store &store, Metrics &metrics);

} // namespace tidegate
