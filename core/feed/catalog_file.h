// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feed/catalog_reader.h"

#include <QIODevice>

#include <functional>

namespace tidegate {

struct CatalogFileOptions {
    QString format{}; ///< of catalogReaders(); empty: recognised by the column names
    Currency currency = Currency::euro();
};

struct CatalogOutline {
    QString format;
    qint64 rows = 0; ///< records below the column names
};

/// Reads a whole catalogue without keeping any of it: the grammar is right to the end, the layout is known. What it refuses, nobody needs to
/// begin with: CsvParser's errors, and unknown_columns, unknown_format, duplicate_column, empty_file, no_rows.
Result<CatalogOutline> outlineCatalog(QIODevice &device, const CatalogFileOptions &options);

/// Gives each record to `sink`, in order, in constant memory. Rows with too few or too many cells are refused() there.
Result<Done> readCatalog(QIODevice &device, const CatalogFileOptions &options, CatalogSink &sink);

} // namespace tidegate
