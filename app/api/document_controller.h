// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/router.h"

namespace tidegate {

/// GET /openapi.json: what this server answers, in machine form (resources/api/openapi.json, built in).
void addDocumentRoutes(Router &router);

} // namespace tidegate
