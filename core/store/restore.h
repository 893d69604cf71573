// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"

namespace tidegate {

/// Store::restore(). What was there before stays beside it as PATH.before-restore; the restored database gets an audit record of it, and
/// the anchor file its head.
Result<Done> restoreDatabase(const StoreOptions &options, const QString &file, const Clock &clock);

} // namespace tidegate
