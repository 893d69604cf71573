// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/feed_job.h"

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

template <typename Value, std::size_t count>
using Names = std::array<std::pair<Value, QStringView>, count>;

constexpr Names<JobStatus, 6> statusNames{{{JobStatus::Queued, u"queued"},
                                           {JobStatus::Running, u"running"},
                                           {JobStatus::Succeeded, u"succeeded"},
                                           {JobStatus::Partial, u"partial"},
                                           {JobStatus::Failed, u"failed"},
                                           {JobStatus::Cancelled, u"cancelled"}}};
constexpr Names<JobMode, 2> modeNames{{{JobMode::Delta, u"delta"}, {JobMode::Full, u"full"}}};
constexpr Names<JobPolicy, 2> policyNames{{{JobPolicy::Partial, u"partial"}, {JobPolicy::Atomic, u"atomic"}}};

template <typename Value, std::size_t count>
QString nameOf(const Names<Value, count> &names, Value value)
{
    const auto found = std::find_if(names.begin(), names.end(), [value](const auto &entry) { return entry.first == value; });
    Q_ASSERT(found != names.end());
    return found->second.toString();
}

template <typename Value, std::size_t count>
std::optional<Value> valueOf(const Names<Value, count> &names, QStringView name)
{
    const auto found = std::find_if(names.begin(), names.end(), [name](const auto &entry) { return entry.second == name; });
    return found == names.end() ? std::nullopt : std::optional(found->first);
}

} // namespace

QString jobStatusName(JobStatus status)
{
    return nameOf(statusNames, status);
}

std::optional<JobStatus> jobStatusFromName(QStringView name)
{
    return valueOf(statusNames, name);
}

QString jobModeName(JobMode mode)
{
    return nameOf(modeNames, mode);
}

std::optional<JobMode> jobModeFromName(QStringView name)
{
    return valueOf(modeNames, name);
}

QString jobPolicyName(JobPolicy policy)
{
    return nameOf(policyNames, policy);
}

std::optional<JobPolicy> jobPolicyFromName(QStringView name)
{
    return valueOf(policyNames, name);
}

int FeedJob::percent() const
{
    if (isOver())
        return 100;
    if (total == 0)
        return 0;
    // An atomic feed is gone through twice: all is checked before anything is done.
    const bool twice = policy == JobPolicy::Atomic && !dryRun && kind == JobKind::Feed;
    const qint64 steps = twice ? 2 * total : total;
    const qint64 done = twice && phase != u"checking" ? total + processed : processed;
    return int(std::clamp<qint64>(done * 100 / steps, 0, 99));
}

} // namespace tidegate
