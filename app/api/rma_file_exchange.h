// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/order_json.h"
#include "app/http/router.h"
#include "core/rma/rma_files.h"

namespace tidegate {

/// How files of returns are posted: the body is the file, its media type is declared, and the query says what it is of.
RouteOptions fileUploadOptions(Gate gate);
/// ?name=&line_id=&unit=
Result<NewRmaFile> readFile(const Request &request, RmaActor actor);
/// 201, or 200 for one that was there before.
Response addedFileResponse(const RmaFileAnswer &answer, Audience audience);
/// The file as it was added, for saving: no browser shows it as a page of this server.
Response fileResponse(RmaFileContent content);

} // namespace tidegate
