// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rma/rma.h"
#include "core/store/transaction.h"

#include <array>
#include <numeric>
#include <optional>
#include <vector>

namespace tidegate {

/// Of every state, also those that nothing is in.
struct RmaStateCount {
    RmaState state = RmaState::Submitted;
    qint64 count = 0;
    qint64 overdue = 0; ///< of these, past their due time

    bool operator==(const RmaStateCount &) const = default;
};

/// Of the dispositions that hold, in one currency.
struct DispositionCount {
    DispositionKind kind = DispositionKind::Reject;
    DispositionState state = DispositionState::Decided;
    qint64 units = 0;
    qint64 amount = 0; ///< in minor units
    Currency currency = Currency::euro();

    bool operator==(const DispositionCount &) const = default;
};

/// What the shop said to the returns that it was asked for. Together with the withdrawn ones they are all returns.
struct RmaOutcomes {
    qint64 pending = 0;   ///< nobody said yes or no
    qint64 approved = 0;  ///< and whatever came after
    qint64 rejected = 0;  ///< declined
    qint64 withdrawn = 0; ///< cancelled, or expired since nothing was sent

    bool operator==(const RmaOutcomes &) const = default;
};
RmaOutcomes outcomesOf(const std::vector<RmaStateCount> &states);

/// Ages are counted as those under so many days, each beyond the one before; the last of the counts are all that are older.
inline constexpr std::array<qint64, 5> rmaAgeDays{1, 3, 7, 14, 30};
using RmaAges = std::array<qint64, rmaAgeDays.size() + 1>;

/// How many weeks charts look back.
inline constexpr std::size_t rmaWeeks = 12;

/// Seven days in UTC, the last week ends with today: the units that returns were asked for, by reason, and the units that were
/// shipped. Their quotient is the return rate. Whatever became of a return afterwards, it was asked for.
struct RmaWeek {
    static constexpr std::size_t reasons = std::size_t(ReturnReason::Other) + 1;

    std::array<qint64, reasons> asked{};
    qint64 shipped = 0;

    [[nodiscard]] qint64 allAsked() const { return std::accumulate(asked.begin(), asked.end(), qint64(0)); }
    bool operator==(const RmaWeek &) const = default;
};

/// The returns that were completed within the weeks that charts look back.
struct RmaResolution {
    RmaAges ages{};             ///< by the time from the request to the completion
    std::optional<qint64> half; ///< of them took so many whole days at most; nothing where none was completed
    std::optional<qint64> nineTenths;

    [[nodiscard]] qint64 completed() const { return std::accumulate(ages.begin(), ages.end(), qint64(0)); }
    bool operator==(const RmaResolution &) const = default;
};
/// Longer times are counted as this.
inline constexpr qint64 longestResolutionDays = 90;

/// What charts of returns show, of one moment.
struct RmaFigures {
    UtcMillis at = 0;
    std::vector<RmaStateCount> states;
    std::vector<DispositionCount> dispositions;
    RmaAges openAges{};                  ///< of the returns that are not over, since they were asked for
    std::array<RmaWeek, rmaWeeks> weeks; ///< the last seven days first
    RmaResolution resolution;
};

/// All inside a command. Each reads indexes alone.
std::vector<RmaStateCount> countStates(ReadTransaction &transaction, UtcMillis now);
std::vector<DispositionCount> countDispositions(ReadTransaction &transaction);
RmaAges countOpenAges(ReadTransaction &transaction, UtcMillis now);
std::array<RmaWeek, rmaWeeks> countWeeks(ReadTransaction &transaction, UtcMillis now);
RmaResolution countResolved(ReadTransaction &transaction, UtcMillis now);

} // namespace tidegate
