// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/kept_uploads.h"

#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

namespace {

/// An upload that is due is removed within it.
constexpr std::chrono::milliseconds removalLag = 2min;

qint64 keptBytes(ReadTransaction &transaction, const StoredJob &wanted)
{
    return transaction.integer(u"SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM (SELECT DISTINCT file, bytes FROM feed_job "
                               "WHERE partner_id = ? AND home = ? AND file <> '') AS kept"_s,
                               {wanted.job.partnerId, wanted.home});
}

/// When the job has ended of the last upload that must go so that `bytes` of them have gone.
UtcMillis endOf(ReadTransaction &transaction, const StoredJob &wanted, qint64 bytes, UtcMillis now)
{
    UtcMillis end = now;
    transaction.each(u"SELECT MAX(bytes), MAX(COALESCE(finished_at, ?)) AS ended FROM feed_job "
                     "WHERE partner_id = ? AND home = ? AND file <> '' GROUP BY file ORDER BY ended"_s,
                     {now, wanted.job.partnerId, wanted.home}, [&](const Row &row) {
                         if (bytes > 0)
                             end = row.integer(1);
                         bytes -= row.integer(0);
                     });
    return end;
}

} // namespace

Result<Done> checkRoom(ReadTransaction &transaction, const StoredJob &wanted, const FeedJobOptions &options, UtcMillis now)
{
    const qint64 excess = keptBytes(transaction, wanted) + wanted.job.bytes - options.maximumKept;
    if (excess <= 0)
        return Done{};
    const std::chrono::milliseconds kept = std::chrono::days(options.keepFilesDays);
    const std::chrono::milliseconds goneIn(endOf(transaction, wanted, excess, now) - now + kept.count());
    const QLocale english = QLocale::c();
    const QString sentence =
        u"This upload takes %1 more than the %2 that your uploads may take here at one time. Each is kept for %3 after its job "
        "has ended. Wait until older ones have gone, or send less, packed with gzip."_s.arg(
            english.formattedDataSize(excess), english.formattedDataSize(options.maximumKept),
            options.keepFilesDays == 1 ? u"a day"_s : u"%1 days"_s.arg(options.keepFilesDays));
    return tl::unexpected(Error{ErrorCode::RateLimited,
                                sentence,
                                std::max(goneIn, 0ms) + removalLag,
                                {{0, u"body"_s, u"too_much_kept"_s, sentence, {}}}});
}

} // namespace tidegate
