// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/server/order_metrics.h"

#include <QLoggingCategory>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(lcMetrics, "tidegate.metrics", QtInfoMsg)

struct Refunds {
    qint64 waiting = 0;
    qint64 failed = 0;
};

Result<Refunds> readRefunds(ReadTransaction &transaction)
{
    return Refunds{transaction.integer(u"SELECT COUNT(*) FROM refund WHERE state IN ('pending', 'sent')"_s),
                   transaction.integer(u"SELECT COUNT(*) FROM refund WHERE state = 'failed'"_s)};
}

} // namespace

OrderMetrics::OrderMetrics(Metrics &metrics)
    : m_waiting(metrics.gauge(u"tidegate_refunds_waiting"_s, u"Refunds that are on their way."_s))
    , m_failed(metrics.gauge(u"tidegate_refunds_failed"_s, u"Refunds that somebody has to look at."_s))
{
}

void OrderMetrics::countRefunds(Store &store)
{
    store.read(readRefunds).onDelivery([this](const Result<Refunds> &refunds) {
        if (!refunds) {
            qCWarning(lcMetrics).noquote() << "the refunds could not be counted:" << refunds.error().detail;
            return;
        }
        m_waiting.set(double(refunds->waiting));
        m_failed.set(double(refunds->failed));
    });
}

} // namespace tidegate
