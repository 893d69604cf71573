// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rma/rma_figures.h"

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr qint64 dayMillis = 86'400'000;
constexpr qint64 weekMillis = 7 * dayMillis;

// Ranges of an index are summed one by one: to group by an expression SQLite would sort all rows first.
QString fromZeroTo()
{
    return u"WITH RECURSIVE n (i) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < ?)"_s;
}

std::size_t ageIndex(qint64 days)
{
    return std::size_t(std::upper_bound(rmaAgeDays.begin(), rmaAgeDays.end(), days) - rmaAgeDays.begin());
}

/// The least number of days within which so many are resolved.
qint64 daysOf(const std::vector<qint64> &byDays, qint64 wanted)
{
    qint64 resolved = 0;
    for (std::size_t days = 0; days < byDays.size(); ++days) {
        resolved += byDays[days];
        if (resolved >= wanted)
            return qint64(days);
    }
    return longestResolutionDays;
}

/// The first day, in days since 1970, of the seven that end with today.
qint64 firstDayOfWeek(UtcMillis now)
{
    return now / dayMillis - 6;
}

void countAsked(ReadTransaction &transaction, UtcMillis now, std::array<RmaWeek, rmaWeeks> &weeks)
{
    const UtcMillis begin = firstDayOfWeek(now) * dayMillis;
    transaction.each(
        fromZeroTo()
            + u", r (reason) AS (SELECT MIN(reason) FROM rma_line UNION ALL SELECT (SELECT MIN(reason) FROM rma_line "
              "WHERE reason > r.reason) FROM r WHERE r.reason IS NOT NULL) "
              "SELECT n.i, r.reason, (SELECT CAST(COALESCE(SUM(quantity), 0) AS BIGINT) FROM rma_line l WHERE l.reason = r.reason "
              "AND l.asked_at >= ? - n.i * ? AND l.asked_at < ? - n.i * ?) FROM n, r WHERE r.reason IS NOT NULL"_s,
        {qint64(rmaWeeks - 1), begin, weekMillis, begin + weekMillis, weekMillis}, [&weeks](const Row &row) {
            const ReturnReason reason = returnReasonFromName(row.text(1)).value_or(ReturnReason::Other);
            weeks[std::size_t(row.integer(0))].asked[std::size_t(reason)] += row.integer(2);
        });
}

void countShipped(ReadTransaction &transaction, UtcMillis now, std::array<RmaWeek, rmaWeeks> &weeks)
{
    const qint64 last = firstDayOfWeek(now) + 6;
    transaction.each(
        u"SELECT day, units FROM shipped_day WHERE day > ? AND day <= ?"_s, {last - 7 * qint64(rmaWeeks), last},
        [&weeks, last](const Row &row) { weeks[std::size_t((last - row.integer(0)) / 7)].shipped += row.integer(1); });
}

} // namespace

RmaOutcomes outcomesOf(const std::vector<RmaStateCount> &states)
{
    RmaOutcomes outcomes;
    for (const RmaStateCount &counted : states) {
        switch (counted.state) {
        case RmaState::Submitted:
        case RmaState::Validated: outcomes.pending += counted.count; break;
        case RmaState::Declined: outcomes.rejected += counted.count; break;
        case RmaState::Cancelled:
        case RmaState::Expired: outcomes.withdrawn += counted.count; break;
        default: outcomes.approved += counted.count; break;
        }
    }
    return outcomes;
}

std::vector<RmaStateCount> countStates(ReadTransaction &transaction, UtcMillis now)
{
    std::vector<RmaStateCount> counts;
    for (const RmaStateRule &rule : rmaStateRules())
        counts.push_back({rule.state, 0, 0});
    transaction.each(u"SELECT state, COUNT(*), SUM(CASE WHEN due_at < ? THEN 1 ELSE 0 END) FROM rma GROUP BY state"_s, {now},
                     [&counts](const Row &row) {
                         const auto state = rmaStateFromName(row.text(0));
                         if (state)
                             counts[std::size_t(*state)] = {*state, row.integer(1), row.integer(2)};
                     });
    return counts;
}

std::vector<DispositionCount> countDispositions(ReadTransaction &transaction)
{
    std::vector<DispositionCount> counts;
    transaction.each(u"SELECT kind, state, currency, COUNT(*), CAST(SUM(amount) AS BIGINT) FROM rma_disposition "
                     "WHERE state <> 'withdrawn' GROUP BY kind, state, currency ORDER BY kind, state, currency"_s,
                     QVariantList{}, [&counts](const Row &row) {
                         counts.push_back({dispositionKindFromName(row.text(0)).value_or(DispositionKind::Reject),
                                           dispositionStateFromName(row.text(1)).value_or(DispositionState::Failed),
                                           row.integer(3), row.integer(4),
                                           Currency::fromCode(row.text(2)).value_or(Currency::euro())});
                     });
    return counts;
}

RmaAges countOpenAges(ReadTransaction &transaction, UtcMillis now)
{
    RmaAges ages{};
    UtcMillis until = std::numeric_limits<qint64>::max();
    for (std::size_t index = 0; index < ages.size(); ++index) {
        const UtcMillis after = index < rmaAgeDays.size() ? now - rmaAgeDays[index] * dayMillis : -1;
        ages[index] = transaction.integer(
            u"SELECT COUNT(*) FROM rma WHERE closed_at IS NULL AND created_at > ? AND created_at <= ?"_s, {after, until});
        until = after;
    }
    return ages;
}

std::array<RmaWeek, rmaWeeks> countWeeks(ReadTransaction &transaction, UtcMillis now)
{
    std::array<RmaWeek, rmaWeeks> weeks{};
    countAsked(transaction, now, weeks);
    countShipped(transaction, now, weeks);
    return weeks;
}

RmaResolution countResolved(ReadTransaction &transaction, UtcMillis now)
{
    const UtcMillis since = now - qint64(rmaWeeks) * weekMillis;
    std::vector<qint64> byDays(std::size_t(longestResolutionDays) + 1);
    transaction.each(
        fromZeroTo() + u" SELECT n.i, (SELECT COUNT(*) FROM rma WHERE resolved_days = n.i AND closed_at > ?) FROM n"_s,
        {longestResolutionDays - 1, since}, [&byDays](const Row &row) { byDays[std::size_t(row.integer(0))] = row.integer(1); });
    byDays.back() = transaction.integer(u"SELECT COUNT(*) FROM rma WHERE resolved_days >= ? AND closed_at > ?"_s,
                                        {longestResolutionDays, since});
    RmaResolution resolution;
    for (std::size_t days = 0; days < byDays.size(); ++days)
        resolution.ages[ageIndex(qint64(days))] += byDays[days];
    if (const qint64 completed = resolution.completed(); completed > 0) {
        resolution.half = daysOf(byDays, (completed + 1) / 2);
        resolution.nineTenths = daysOf(byDays, (completed * 9 + 9) / 10);
    }
    return resolution;
}

} // namespace tidegate
