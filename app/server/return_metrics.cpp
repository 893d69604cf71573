// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/server/return_metrics.h"

#include <QLoggingCategory>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(lcMetrics, "tidegate.metrics", QtInfoMsg)

} // namespace

ReturnMetrics::ReturnMetrics(Metrics &metrics)
    : m_metrics(metrics)
{
    for (const RmaStateRule &rule : rmaStateRules()) {
        const Labels labels{{u"state"_s, rmaStateName(rule.state)}};
        m_states.push_back(
            {&metrics.gauge(u"tidegate_returns"_s, u"Returns by the state that they are in."_s, labels),
             &metrics.gauge(u"tidegate_returns_overdue"_s, u"Of these, those whose state's time is up."_s, labels)});
    }
}

void ReturnMetrics::count(RmaStep step, const QString &outcome)
{
    m_metrics
        .counter(u"tidegate_return_steps_total"_s, u"Steps that were tried with returns, by how they ended."_s,
                 {{u"step"_s, rmaStepName(step)}, {u"outcome"_s, outcome}})
        .add();
}

void ReturnMetrics::countStates(RmaQueries &queries)
{
    queries.counts().onDelivery([this](const Result<std::vector<RmaStateCount>> &counts) {
        if (!counts) {
            qCWarning(lcMetrics).noquote() << "the returns could not be counted:" << counts.error().detail;
            return;
        }
        for (const RmaStateCount &count : *counts) {
            const StateGauges &gauges = m_states[std::size_t(count.state)];
            gauges.all->set(double(count.count));
            gauges.overdue->set(double(count.overdue));
        }
    });
}

} // namespace tidegate
