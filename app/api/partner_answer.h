// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/message.h"

namespace tidegate {

/// An answer to a partner: as Response::json, and with `"sandbox": true` where a test key asks.
Response partnerAnswer(const Request &request, int status, QJsonObject object);
/// Tells by a Link header (RFC 8288) that more follows where the content has no place for it; nothing for an empty cursor.
void addNextLink(Response &response, const Request &request, const QString &cursor);
/// For a file that people keep: its name, as Content-Disposition wants it (RFC 6266).
void addFileName(Response &response, const QString &name);

} // namespace tidegate
