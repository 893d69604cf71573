// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gateway/faults.h"

#include "core/base/json.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

struct ModeName {
    FaultMode mode;
    QLatin1StringView name;
};
constexpr std::array<ModeName, 6> modeNames{{{FaultMode::Ok, "ok"_L1},
                                             {FaultMode::Decline, "decline"_L1},
                                             {FaultMode::Error, "error"_L1},
                                             {FaultMode::Hang, "hang"_L1},
                                             {FaultMode::DropAfterCharge, "drop_after_charge"_L1},
                                             {FaultMode::Slow, "slow"_L1}}};

} // namespace

Faults::Faults(Random &random)
    : m_random(random)
{
}

Result<Done> Faults::set(const QJsonObject &object)
{
    JsonFields fields(object);
    Plan plan;
    const QString name = fields.text(u"mode"_s, {.maximum = 20});
    const auto found =
        std::find_if(modeNames.begin(), modeNames.end(), [&](const ModeName &known) { return name == known.name; });
    if (found == modeNames.end())
        fields.refuse(u"mode"_s, u"unknown"_s, u"is one of ok, decline, error, hang, drop_after_charge, slow"_s, name);
    else
        plan.mode = found->mode;
    if (fields.has(u"latency_ms"_s))
        plan.latency = std::chrono::milliseconds(fields.integer(u"latency_ms"_s, 0, 600'000));
    if (fields.has(u"rate"_s))
        plan.rate = fields.number(u"rate"_s, 0.0, 1.0);
    if (auto finished = fields.finish(); !finished)
        return finished;
    const std::lock_guard lock(m_mutex);
    m_plan = plan;
    return Done{};
}

QJsonObject Faults::toJson() const
{
    const std::lock_guard lock(m_mutex);
    const auto &named = modeNames.at(static_cast<std::size_t>(m_plan.mode));
    return {{u"mode"_s, QString(named.name)}, {u"rate"_s, m_plan.rate}, {u"latency_ms"_s, qint64(m_plan.latency.count())}};
}

FaultMode Faults::draw()
{
    const std::lock_guard lock(m_mutex);
    if (m_plan.mode == FaultMode::Ok || (m_plan.rate < 1.0 && m_random.unit() >= m_plan.rate))
        return FaultMode::Ok;
    return m_plan.mode;
}

std::chrono::milliseconds Faults::latency() const
{
    const std::lock_guard lock(m_mutex);
    return m_plan.latency;
}

} // namespace tidegate
