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
    for (const DispositionKind kind : {DispositionKind::Refund, DispositionKind::Replacement, DispositionKind::Repair,
                                       DispositionKind::StoreCredit, DispositionKind::Reject}) {
        for (const DispositionState state :
             {DispositionState::Decided, DispositionState::Executing, DispositionState::Done, DispositionState::Failed}) {
            m_dispositions[{kind, state}] = &metrics.gauge(
                u"tidegate_return_dispositions"_s,
                u"Returned units that were decided, by what is given for them and how far that is; without withdrawn decisions."_s,
                {{u"kind"_s, dispositionKindName(kind)}, {u"state"_s, dispositionStateName(state)}});
        }
    }
}

void ReturnMetrics::count(RmaStep step, const QString &outcome)
{
    m_metrics
        .counter(u"tidegate_return_steps_total"_s, u"Steps that were tried with returns, by how they ended."_s,
                 {{u"step"_s, rmaStepName(step)}, {u"outcome"_s, outcome}})
        .add();
}

void ReturnMetrics::countReturns(RmaQueries &queries)
{
    queries.counts().onDelivery([this](const Result<std::vector<RmaStateCount>> &counts) {
        if (counts)
            setStates(*counts);
        else
            qCWarning(lcMetrics).noquote() << "the returns could not be counted:" << counts.error().detail;
    });
    queries.dispositions().onDelivery([this](const Result<std::vector<DispositionCount>> &counts) {
        if (counts)
            setDispositions(*counts);
        else
            qCWarning(lcMetrics).noquote() << "the dispositions could not be counted:" << counts.error().detail;
    });
}

void ReturnMetrics::setStates(const std::vector<RmaStateCount> &counts)
{
    for (const RmaStateCount &count : counts) {
        const StateGauges &gauges = m_states[std::size_t(count.state)];
        gauges.all->set(double(count.count));
        gauges.overdue->set(double(count.overdue));
    }
}

void ReturnMetrics::setDispositions(const std::vector<DispositionCount> &counts)
{
    std::map<std::pair<DispositionKind, DispositionState>, qint64> units;
    for (const DispositionCount &count : counts)
        units[{count.kind, count.state}] += count.units;
    for (const auto &[key, gauge] : m_dispositions)
        gauge->set(double(units[key]));
}

} // namespace tidegate
