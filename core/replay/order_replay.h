// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/replay/replay_report.h"
#include "core/store/store.h"

#include <functional>

namespace tidegate {

/// The wall clock says what it is told, so that what is written bears the time at which it happened; until then it is the real
/// one.
class ReplayClock final : public Clock
{
public:
    /// `real` must outlive this.
    explicit ReplayClock(const Clock &real)
        : m_real(real)
    {
    }
    [[nodiscard]] Monotonic monotonic() const override { return m_real.monotonic(); }
    [[nodiscard]] UtcMillis utc() const override
    {
        const UtcMillis told = m_told.load();
        return told < 0 ? m_real.utc() : told;
    }
    void tell(UtcMillis time) { m_told = time; }
    void returnToReal() { m_told = -1; }

private:
    const Clock &m_real;
    std::atomic<UtcMillis> m_told{-1};
};

struct ReplayProgress {
    qint64 bytes = 0; ///< dealt with
    qint64 totalBytes = 0;
    ReplayReport report;
};

struct ReplayOptions {
    Currency currency = Currency::euro(); ///< of the file's prices
    QString actor;                        ///< who does it, in the audit trail "staff:NAME"
    /// Told of each row that is refused, in the order of the file. After a stop, rows may be told of again.
    std::function<void(const FieldError &)> onRefusal = [](const FieldError &) {};
    /// After each invoice; false stops the replay there. A later run of the same file goes on.
    std::function<bool(const ReplayProgress &)> onProgress = [](const ReplayProgress &) { return true; };
};

/// Replays a file of another shop system's invoices (InvoiceReader) as orders with their shipment and as returns, at the times
/// that the file names: each invoice in one transaction, with how far the file has come. Memory does not grow with the file. What
/// was interrupted goes on where it stopped, and a file that was replayed to its end is not replayed again. Blocks; for the
/// thread of a command.
class OrderReplay
{
public:
    /// The store was opened with `clock`. All must outlive this.
    OrderReplay(Store &store, ReplayClock &clock, Random &random);

    /// NotFound: the file can't be read. InvalidRequest: it is no table of invoices, with the line; what stood before that is
    /// replayed. Conflict: it was replayed before, is being replayed elsewhere, or was begun in another currency. Cancelled by
    /// `onProgress`: the report so far.
    Result<ReplayReport> run(const QString &file, const ReplayOptions &options);

private:
    Store &m_store;
    ReplayClock &m_clock;
    Random &m_random;
};

} // namespace tidegate
