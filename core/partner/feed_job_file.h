// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feed/feed_reader.h"
#include "core/partner/feed_job_end.h"
#include "core/partner/feed_tools.h"
#include "core/partner/kept_uploads.h"
#include "core/partner/seen_skus.h"

#include <memory>
#include <optional>
#include <vector>

namespace tidegate {

/// How a job's upload is read.
FeedOptions feedOptionsOf(const StoredJob &stored, const FeedJobOptions &options);

/// The upload of one job, read once for each phase and some rows at a time, so that no call takes long. Knows where each SKU stands
/// first. Whatever ends the job comes back as that end. Used by one thread at a time, which it may block on the file.
class FeedJobFile
{
public:
    template <typename T>
    using Read = tl::expected<T, JobEnd>;

    /// `job` and `tools` must outlive this. `formats`: that the partner may send; empty: all.
    FeedJobFile(const FeedTools &tools, const StoredJob &job, QStringList formats);

    /// Where it is, before the first open().
    void setUpload(KeptUpload upload) { m_upload = std::move(upload); }
    [[nodiscard]] bool hasUpload() const { return m_upload.has_value(); }

    /// Begins with the first row. `total`: rows that it has at most; 0 where only skip() is used, which finds that out.
    /// `tellsAttacks`: whether rows that only an attacker writes go to the security log.
    Read<Done> open(qint64 total, bool tellsAttacks);
    [[nodiscard]] bool isOpen() const { return m_reader != nullptr; }
    void close();

    /// Passes over some rows, for the grammar alone. False at the end.
    Read<bool> skip();
    /// Passes over some of the first `count` rows, which are dealt with already: only their SKUs matter.
    Read<Done> passOver(qint64 count);
    /// The next rows, at most `most`, each that names a SKU anew refused for it; fewer at the end.
    Read<std::vector<FeedRow>> take(qsizetype most);

    [[nodiscard]] qint64 rowsRead() const { return m_rowsRead; } ///< since open()
    [[nodiscard]] bool isAtEnd() const { return m_isAtEnd; }
    [[nodiscard]] QString format() const { return m_reader->adapter().format(); }
    /// Whether one of the rows that were read or passed over names it, right or wrong.
    [[nodiscard]] bool names(const QString &sku) const { return m_seen->contains(sku); }

private:
    Read<std::optional<FeedRow>> next();
    void look(FeedRow &row);
    void tellSecurity(const FeedRow &row) const;

    const FeedTools &m_tools;
    const StoredJob &m_job;
    const QStringList m_formats;
    std::optional<KeptUpload> m_upload;
    std::unique_ptr<QIODevice> m_device;
    std::unique_ptr<FeedReader> m_reader;
    std::unique_ptr<SeenSkus> m_seen;
    qint64 m_total = 0;
    qint64 m_rowsRead = 0;
    bool m_tellsAttacks = false;
    bool m_isAtEnd = false;
};

} // namespace tidegate
