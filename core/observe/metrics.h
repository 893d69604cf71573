// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "core/observe/histogram.h"

namespace tidegate {

/// Rises only. Lock-free.
class Counter
{
public:
    void add(qint64 count = 1) { m_value.fetch_add(count, std::memory_order_relaxed); }
    [[nodiscard]] qint64 value() const { return m_value.load(std::memory_order_relaxed); }

private:
    std::atomic<qint64> m_value{0};
};

/// Goes up and down. Lock-free.
class Gauge
{
public:
    void set(double value) { m_value.store(value, std::memory_order_relaxed); }
    [[nodiscard]] double value() const { return m_value.load(std::memory_order_relaxed); }

private:
    std::atomic<double> m_value{0};
};

using Labels = std::vector<std::pair<QString, QString>>;

/// One value of one series at one moment.
struct Sample {
    QString name;
    Labels labels;
    double value = 0;
};

/// Every series of the program, by name and labels. Getting one takes a lock: do it once and keep the reference, which lives as
/// long as the registry. Names and units follow Prometheus (`_total`, `_seconds`, `_bytes`). Labels are bounded sets: route
/// templates, methods, codes; never ids. Thread-safe.
class Metrics
{
public:
    Metrics();
    ~Metrics();

    Counter &counter(const QString &name, const QString &help, const Labels &labels = {});
    Gauge &gauge(const QString &name, const QString &help, const Labels &labels = {});
    /// Durations; exposed in seconds.
    Histogram &histogram(const QString &name, const QString &help, const Labels &labels = {});

    /// Counters and gauges as they are now; histograms as their count.
    [[nodiscard]] std::vector<Sample> sample() const;
    /// The histograms of one name, with their labels.
    [[nodiscard]] std::vector<std::pair<Labels, const Histogram *>> histograms(const QString &name) const;
    /// Prometheus text exposition, format 0.0.4.
    [[nodiscard]] QByteArray prometheusText() const;

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tidegate
