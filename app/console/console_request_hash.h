// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace tidegate {

/// What tells one request from another under the same idempotency key.
QString consoleRequestHash(const QStringList &asked);

} // namespace tidegate
