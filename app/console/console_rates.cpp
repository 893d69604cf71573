// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/console_rates.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

QString labelOf(const Sample &sample, const QString &name)
{
    for (const auto &[label, value] : sample.labels) {
        if (label == name)
            return value;
    }
    return {};
}

/// Refused or failed checkouts that the console shows, by the name that the metric gives them.
std::optional<ErrorCode> refusalNamed(const QString &name)
{
    for (const ErrorCode code :
         {ErrorCode::RateLimited, ErrorCode::Overloaded, ErrorCode::InvalidRequest, ErrorCode::PaymentUnavailable,
          ErrorCode::ProductNotFound, ErrorCode::SaleNotActive, ErrorCode::OutOfStock, ErrorCode::LimitPerShopper,
          ErrorCode::PaymentDeclined, ErrorCode::StorageUnavailable, ErrorCode::Internal}) {
        if (errorName(code) == name)
            return code;
    }
    return std::nullopt;
}

} // namespace

StoreFigures storeFigures(const Store &store)
{
    const StoreHealth health = store.health();
    return {health.writable, health.problem, health.queueLength};
}

ConsoleRates::ConsoleRates(Backend &backend)
    : m_backend(backend)
{
    take();
}

LiveFigures ConsoleRates::take()
{
    LiveFigures figures;
    figures.at = m_backend.clock().utc();
    const Monotonic now = m_backend.clock().monotonic();
    m_seconds = std::max(0.1, std::chrono::duration<double>(now - m_lastLook).count());
    m_lastLook = now;
    readCounters(figures);
    readLatency(figures);
    readBreakers(figures);
    readCache(figures);
    figures.store = storeFigures(m_backend.store());
    return figures;
}

double ConsoleRates::perSecond(const QString &series, double value)
{
    double &before = m_before[series];
    const double rate = (value - before) / m_seconds;
    before = value;
    return rate;
}

void ConsoleRates::readCounters(LiveFigures &figures)
{
    double requests = 0;
    for (const Sample &sample : m_backend.metrics().sample()) {
        if (sample.name == u"tidegate_http_requests_total") {
            requests += sample.value;
        } else if (sample.name == u"tidegate_http_requests_in_flight") {
            figures.inFlight += qint64(sample.value);
        } else if (sample.name == u"tidegate_http_connections") {
            figures.connections += qint64(sample.value);
        } else if (sample.name == u"tidegate_checkouts_total") {
            const QString result = labelOf(sample, u"result"_s);
            const double rate = perSecond(u"checkout "_s + result, sample.value);
            if (result == u"paid")
                figures.checkoutsPerSecond = rate;
            else if (const auto cause = refusalNamed(result); cause && rate > 0)
                figures.refusals.push_back({*cause, rate});
        }
    }
    figures.requestsPerSecond = perSecond(u"requests"_s, requests);
}

void ConsoleRates::readLatency(LiveFigures &figures)
{
    HistogramSnapshot all;
    for (const auto &[labels, histogram] : m_backend.metrics().histograms(u"tidegate_http_request_duration_seconds"_s))
        all += histogram->snapshot();
    const HistogramSnapshot recent = all - m_latencyBefore;
    m_latencyBefore = all;
    figures.latency = {qint64(recent.count), recent.percentile(0.5), recent.percentile(0.95), recent.percentile(0.99)};
}

void ConsoleRates::readCache(LiveFigures &figures)
{
    const CacheStats all = m_backend.listing().stats();
    figures.cache = {all.hits - m_cacheBefore.hits, all.stale - m_cacheBefore.stale, all.misses - m_cacheBefore.misses};
    m_cacheBefore = all;
}

void ConsoleRates::readBreakers(LiveFigures &figures) const
{
    for (const PaymentMethodState &method : m_backend.payments().states()) {
        figures.breakers.push_back({method.id, method.name,
                                    method.breaker.mode == BreakerMode::ForcedOpen ? BreakerState::Open : method.breaker.state,
                                    std::chrono::ceil<std::chrono::milliseconds>(method.breaker.timeLeft),
                                    int(method.breaker.failures.size()), m_backend.breakerThreshold()});
    }
}

} // namespace tidegate
