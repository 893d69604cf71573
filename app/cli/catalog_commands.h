// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command_output.h"
#include "core/catalog/catalog_service.h"

namespace tidegate {

/// tidegate catalog import FILE [--format own|shopify] [--dry-run] [--currency EUR]
struct CatalogImportArguments {
    QString file{};
    QString format{}; ///< empty: recognised by the column names
    bool dryRun = false;
    QString currency = QStringLiteral("EUR"); ///< of prices that do not name their own
};

/// 0 where every row was taken, 1 where rows were rejected or the file was refused, 2 for an unknown format or currency, 3 where the file
/// or the database can't be reached.
int runCatalogImport(const CatalogImportArguments &arguments, CatalogService &catalog, CommandOutput &output);

} // namespace tidegate
