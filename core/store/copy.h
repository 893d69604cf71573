// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/store/connection.h"

namespace tidegate {

/// Writes a consistent, compact copy of an SQLite database into one file (0600), which appears whole or not at all and is durable then. An
/// existing file is replaced if `overwrite`, else refused with a sentence. Throws SqlFailure.
Result<Done> copyDatabase(Connection &connection, const QString &file, bool overwrite);

} // namespace tidegate
