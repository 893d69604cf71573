// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/observe/metrics.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <QRegularExpression>

#include <algorithm>
#include <limits>
#include <type_traits>
#include <variant>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// Upper bounds, in seconds, of the exposed buckets: from what a key check may cost to longer than any deadline, with each time that a
/// service level names (50 µs, 15, 50, 100 and 200 ms, 2, 3 and 5 s) among them.
constexpr double exposedBounds[] = {0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.015, 0.025, 0.05,
                                    0.1,     0.2,    0.5,     1,      2,     3,      5,     10,   30,    60};

using Series = std::variant<std::unique_ptr<Counter>, std::unique_ptr<Gauge>, std::unique_ptr<Histogram>>;

struct Family {
    QString help;
    std::size_t kind = 0; ///< index in Series
    std::map<Labels, Series> series;
};

void requireNames(const QString &name, const Labels &labels)
{
    static const QRegularExpression metricName(u"^[a-zA-Z_:][a-zA-Z0-9_:]*\\z"_s);
    static const QRegularExpression labelName(u"^(?!__)[a-zA-Z_][a-zA-Z0-9_]*\\z"_s);
    if (!metricName.match(name).hasMatch()) {
        qFatal("\"%s\" is not a metric name", qUtf8Printable(name));
    }
    for (const auto &[label, value] : labels) {
        if (label == "le"_L1 || !labelName.match(label).hasMatch()) {
            qFatal("%s: \"%s\" is not a label name", qUtf8Printable(name), qUtf8Printable(label));
        }
    }
}

template <typename Kind>
constexpr std::size_t kindOf()
{
    return Series(std::unique_ptr<Kind>()).index();
}

prometheus::MetricType exposedType(std::size_t kind)
{
    if (kind == kindOf<Counter>()) {
        return prometheus::MetricType::Counter;
    }
    return kind == kindOf<Gauge>() ? prometheus::MetricType::Gauge : prometheus::MetricType::Histogram;
}

/// The serializer writes help as it is, but the format wants backslash and line feed escaped.
std::string escapedHelp(QString help)
{
    return help.replace(u'\\', u"\\\\"_s).replace(u'\n', u"\\n"_s).toStdString();
}

prometheus::ClientMetric::Histogram exposed(const HistogramSnapshot &snapshot)
{
    prometheus::ClientMetric::Histogram result;
    result.sample_count = snapshot.count;
    result.sample_sum = std::chrono::duration<double>(snapshot.sum).count();
    std::uint64_t below = 0;
    std::size_t bucket = 0;
    for (const double bound : exposedBounds) {
        while (bucket < snapshot.buckets.size() && std::chrono::duration<double>(Histogram::middleOf(bucket)).count() <= bound) {
            below += snapshot.buckets[bucket++];
        }
        result.bucket.push_back({below, bound});
    }
    result.bucket.push_back({snapshot.count, std::numeric_limits<double>::infinity()});
    return result;
}

prometheus::ClientMetric exposed(const Labels &labels, const Series &series)
{
    prometheus::ClientMetric metric;
    for (const auto &[name, value] : labels) {
        metric.label.push_back({name.toStdString(), value.toStdString()});
    }
    if (const auto *counter = std::get_if<std::unique_ptr<Counter>>(&series)) {
        metric.counter.value = static_cast<double>((*counter)->value());
    } else if (const auto *gauge = std::get_if<std::unique_ptr<Gauge>>(&series)) {
        metric.gauge.value = (*gauge)->value();
    } else {
        metric.histogram = exposed(std::get<std::unique_ptr<Histogram>>(series)->snapshot());
    }
    return metric;
}

} // namespace

class Metrics::Impl
{
public:
    template <typename Kind>
    Kind &find(const QString &name, const QString &help, Labels labels)
    {
        requireNames(name, labels);
        std::sort(labels.begin(), labels.end());
        const std::lock_guard lock(m_mutex);
        Family &family = m_families.try_emplace(name, Family{help, kindOf<Kind>(), {}}).first->second;
        if (family.kind != kindOf<Kind>()) {
            qFatal("%s is two kinds of metric", qUtf8Printable(name));
        }
        auto found = family.series.find(labels);
        if (found == family.series.end()) {
            found = family.series.emplace(std::move(labels), std::make_unique<Kind>()).first;
        }
        return *std::get<std::unique_ptr<Kind>>(found->second);
    }

    template <typename Visitor>
    void forEachFamily(Visitor visitor) const
    {
        const std::lock_guard lock(m_mutex);
        for (const auto &[name, family] : m_families) {
            visitor(name, family);
        }
    }

private:
    mutable std::mutex m_mutex;
    std::map<QString, Family> m_families;
};

Metrics::Metrics()
    : m_impl(std::make_unique<Impl>())
{
}

Metrics::~Metrics() = default;

Counter &Metrics::counter(const QString &name, const QString &help, const Labels &labels)
{
    return m_impl->find<Counter>(name, help, labels);
}

Gauge &Metrics::gauge(const QString &name, const QString &help, const Labels &labels)
{
    return m_impl->find<Gauge>(name, help, labels);
}

Histogram &Metrics::histogram(const QString &name, const QString &help, const Labels &labels)
{
    return m_impl->find<Histogram>(name, help, labels);
}

std::vector<Sample> Metrics::sample() const
{
    std::vector<Sample> samples;
    m_impl->forEachFamily([&samples](const QString &name, const Family &family) {
        for (const auto &[labels, series] : family.series) {
            if (const auto *counter = std::get_if<std::unique_ptr<Counter>>(&series)) {
                samples.push_back({name, labels, static_cast<double>((*counter)->value())});
            } else if (const auto *gauge = std::get_if<std::unique_ptr<Gauge>>(&series)) {
                samples.push_back({name, labels, (*gauge)->value()});
            } else {
                const auto count = std::get<std::unique_ptr<Histogram>>(series)->snapshot().count;
                samples.push_back({name + "_count"_L1, labels, static_cast<double>(count)});
            }
        }
    });
    return samples;
}

std::vector<std::pair<Labels, const Histogram *>> Metrics::histograms(const QString &name) const
{
    std::vector<std::pair<Labels, const Histogram *>> found;
    m_impl->forEachFamily([&](const QString &familyName, const Family &family) {
        if (familyName != name) {
            return;
        }
        for (const auto &[labels, series] : family.series) {
            if (const auto *histogram = std::get_if<std::unique_ptr<Histogram>>(&series)) {
                found.emplace_back(labels, histogram->get());
            }
        }
    });
    return found;
}

QByteArray Metrics::prometheusText() const
{
    std::vector<prometheus::MetricFamily> families;
    m_impl->forEachFamily([&families](const QString &name, const Family &family) {
        prometheus::MetricFamily out{name.toStdString(), escapedHelp(family.help), exposedType(family.kind), {}};
        for (const auto &[labels, series] : family.series) {
            out.metric.push_back(exposed(labels, series));
        }
        families.push_back(std::move(out));
    });
    return QByteArray::fromStdString(prometheus::TextSerializer().Serialize(families));
}

} // namespace tidegate
