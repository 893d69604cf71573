// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/router.h"

namespace tidegate {

/// What people open in a browser, built in (resources/web): GET /partner/upload, GET /docs, what these pages need under /assets, and GET
/// /partner/samples/{format}. Nothing on them comes from elsewhere, and their Content-Security-Policy holds them to it.
void addPageRoutes(Router &router);

} // namespace tidegate
