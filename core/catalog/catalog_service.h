// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalog/catalog_import.h"
#include "core/catalog/product.h"

#include <QThreadPool>

namespace tidegate {

/// The products and their stock, as staff and the command line work with them. Thread-safe; nothing blocks. Every change is
/// audited and raises the revision "catalog".
class CatalogService
{
public:
    /// All must outlive this. `formats`: of files to import.
    CatalogService(Store &store, const Clock &clock, Random &random, const FeedRegistry &formats = builtInFormats());
    /// Ends an import that is running after its present chunk.
    ~CatalogService();

    /// See importCatalogFile(); one file at a time, on a thread of this service's own, where `progress` is called too: post from
    /// there to the thread that shows it.
    Async<Result<ImportReport>> importFile(const QString &file, const ImportOptions &options,
                                           std::function<void(const ImportProgress &)> progress = {}, CancelToken cancel = {});

    /// The formats of files that importFile() reads.
    [[nodiscard]] const FeedRegistry &formats() const { return m_formats; }

    /// Products by rising SKU whose SKU, name, brand, GTIN or category hold every word of `text`. `limit` from 1 to 200; `cursor`
    /// from the page before, or empty.
    Async<Result<ProductPage>> search(const QString &text, int limit, const QString &cursor = {});
    /// ProductNotFound where there is none.
    Async<Result<Product>> product(const QString &sku);

    /// Adds `delta` pieces, or takes them away, for a `reason` in words (1 to 200 characters). OutOfStock where fewer are free:
    /// what is promised to orders can't be taken.
    Async<Result<Product>> adjustStock(const QString &sku, qint64 delta, const QString &reason, const QString &actor,
                                       const QString &requestId = {});

private:
    Store &m_store;
    const Clock &m_clock;
    Random &m_random;
    const FeedRegistry &m_formats;
    std::atomic<bool> m_stopping = false;
    QThreadPool m_worker;
};

} // namespace tidegate
