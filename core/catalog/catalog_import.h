// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/money.h"
#include "core/base/random.h"
#include "core/feed/feed_registry.h"
#include "core/store/store.h"

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace tidegate {

struct ImportOptions {
    QString format{};                     ///< of the registry, or "own" or "shopify" for their CSV; empty: recognised by content
    bool dryRun = false;                  ///< tells what an import would do, and does nothing
    Currency currency = Currency::euro(); ///< of prices that do not name their own
    QString actor = QStringLiteral("system");
    qsizetype maximumFindings = 100; ///< errors kept with their text, and notes likewise; all are counted
};

struct ImportProgress {
    qint64 rows = 0;
    qint64 total = 0;
};

/// Set to true from any thread: the import ends after the chunk it is at.
using CancelToken = std::shared_ptr<std::atomic<bool>>;

/// What became of a file. rows is the sum of created, updated, unchanged, rejected and passedOver.
struct ImportReport {
    QString jobId;
    QString format;
    QString formatName; ///< for people
    bool dryRun = false;
    qint64 total = 0; ///< rows in the file
    qint64 rows = 0;  ///< rows dealt with; fewer than total only where the import was cancelled or stopped
    qint64 created = 0;
    qint64 updated = 0;
    qint64 unchanged = 0;
    qint64 rejected = 0;
    qint64 passedOver = 0; ///< rows that bring no product, such as one more picture
    std::vector<FieldError> errors;
    qint64 errorCount = 0;
    std::vector<FieldError> notes; ///< what was read otherwise than it stands there
    qint64 noteCount = 0;
    bool cancelled = false;
    std::optional<Error> stopped; ///< what ended it half way, such as a full disk; what was done until then stays
};

/// Imports one file, on the calling thread, which it blocks. Reads it twice: first to the end, so that a file that can't be read
/// as a whole changes nothing; then in chunks, each of which is one command of the store's and thereby done wholly or not at all.
/// Rows that are wrong are left out and told; a second row with a SKU is wrong. Importing the same file again changes nothing, so
/// an import that was interrupted is mended by repeating it.
///
/// Stock is set by a movement of the difference in the ledger, never below what is promised to orders.
///
/// Fails with NotFound for a file that can't be read, InvalidRequest and one FieldError for one that is refused as a whole.
Result<ImportReport> importCatalogFile(Store &store, const FeedRegistry &formats, const Clock &clock, Random &random,
                                       const QString &file, const ImportOptions &options,
                                       const std::function<void(const ImportProgress &)> &progress,
                                       const std::atomic<bool> &cancelled);

} // namespace tidegate
