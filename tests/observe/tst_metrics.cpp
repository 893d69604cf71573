// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/observe/metrics.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTest>

#include <thread>

using namespace tidegate;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

double valueOf(const Metrics &metrics, const QString &name, const Labels &labels = {})
{
    for (const Sample &sample : metrics.sample()) {
        if (sample.name == name && sample.labels == labels) {
            return sample.value;
        }
    }
    return -1;
}

} // namespace

class MetricsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSameNameAndLabelsAreTheSameSeries()
    {
        Metrics metrics;
        Counter &first = metrics.counter(u"requests_total"_s, u"Requests."_s, {{u"route"_s, u"/a"_s}, {u"method"_s, u"GET"_s}});
        Counter &second = metrics.counter(u"requests_total"_s, u"Requests."_s, {{u"method"_s, u"GET"_s}, {u"route"_s, u"/a"_s}});
        Counter &other = metrics.counter(u"requests_total"_s, u"Requests."_s, {{u"method"_s, u"PUT"_s}, {u"route"_s, u"/a"_s}});
        QCOMPARE(&first, &second);
        QVERIFY(&first != &other);
    }

    void samplesTellWhatEachSeriesHolds()
    {
        Metrics metrics;
        metrics.counter(u"requests_total"_s, u"Requests."_s).add(41);
        metrics.counter(u"requests_total"_s, u"Requests."_s).add();
        metrics.gauge(u"queue_length"_s, u"Waiting."_s).set(2.5);
        Histogram &histogram = metrics.histogram(u"duration_seconds"_s, u"Time."_s, {{u"route"_s, u"/a"_s}});
        histogram.record(1ms);
        histogram.record(2ms);
        QCOMPARE(valueOf(metrics, u"requests_total"_s), 42.0);
        QCOMPARE(valueOf(metrics, u"queue_length"_s), 2.5);
        QCOMPARE(valueOf(metrics, u"duration_seconds_count"_s, {{u"route"_s, u"/a"_s}}), 2.0);
    }

    void theHistogramsOfANameComeWithTheirLabels()
    {
        Metrics metrics;
        metrics.histogram(u"duration_seconds"_s, u"Time."_s, {{u"route"_s, u"/a"_s}}).record(1ms);
        metrics.histogram(u"duration_seconds"_s, u"Time."_s, {{u"route"_s, u"/b"_s}});
        metrics.counter(u"other_total"_s, u"Other."_s);
        const auto found = metrics.histograms(u"duration_seconds"_s);
        QCOMPARE(found.size(), 2U);
        QCOMPARE(found[0].first, (Labels{{u"route"_s, u"/a"_s}}));
        QCOMPARE(found[0].second->snapshot().count, 1U);
        QVERIFY(metrics.histograms(u"other_total"_s).empty());
        QVERIFY(metrics.histograms(u"unheard_of"_s).empty());
    }

    void countersAndGaugesAreExposedAsText()
    {
        Metrics metrics;
        metrics.counter(u"requests_total"_s, u"Requests answered."_s, {{u"code"_s, u"200"_s}}).add(3);
        metrics.gauge(u"queue_length"_s, u"Waiting."_s).set(-1.5);
        const QByteArray text = metrics.prometheusText();
        QVERIFY(text.contains(
            "# HELP requests_total Requests answered.\n# TYPE requests_total counter\nrequests_total{code=\"200\"} 3\n"));
        QVERIFY(text.contains("# TYPE queue_length gauge\nqueue_length -1.5\n"));
        QVERIFY(text.endsWith('\n'));
    }

    void histogramsAreExposedInSeconds()
    {
        Metrics metrics;
        Histogram &histogram = metrics.histogram(u"duration_seconds"_s, u"Time."_s);
        histogram.record(300us);
        histogram.record(40ms);
        histogram.record(40ms);
        histogram.record(2min);
        const QByteArray text = metrics.prometheusText();
        QVERIFY(text.contains("# TYPE duration_seconds histogram\n"));
        QVERIFY(text.contains("duration_seconds_count 4\n"));
        QVERIFY(text.contains("duration_seconds_sum 120.0803"));
        QVERIFY(text.contains("duration_seconds_bucket{le=\"0.0005\"} 1\n"));
        QVERIFY(text.contains("duration_seconds_bucket{le=\"0.025\"} 1\n"));
        QVERIFY(text.contains("duration_seconds_bucket{le=\"0.05\"} 3\n"));
        QVERIFY(text.contains("duration_seconds_bucket{le=\"60\"} 3\n"));
        QVERIFY(text.contains("duration_seconds_bucket{le=\"+Inf\"} 4\n"));
    }

    void whatWouldBreakTheFormatIsEscaped()
    {
        Metrics metrics;
        metrics.counter(u"odd_total"_s, u"One\\two\nthree."_s, {{u"route"_s, u"a\"b\\c\nd é"_s}}).add();
        const QByteArray text = metrics.prometheusText();
        QVERIFY(text.contains("# HELP odd_total One\\\\two\\nthree.\n"));
        QVERIFY(text.contains("odd_total{route=\"a\\\"b\\\\c\\nd \xc3\xa9\"} 1\n"));
    }

    void seriesCanBeMadeAndReadFromManyThreads()
    {
        Metrics metrics;
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&metrics] {
                for (int i = 0; i < 500; ++i) {
                    metrics.counter(u"made_total"_s, u"Made."_s, {{u"n"_s, QString::number(i % 20)}}).add();
                }
            });
        }
        for (int i = 0; i < 20; ++i) {
            (void)metrics.prometheusText();
        }
        for (auto &thread : threads) {
            thread.join();
        }
        double total = 0;
        for (const Sample &sample : metrics.sample()) {
            total += sample.value;
        }
        QCOMPARE(total, 2000.0);
    }

    // O2: the exposition is what Prometheus itself accepts.
    void promtoolFindsNothingWrong()
    {
        const QString promtool = QStandardPaths::findExecutable(u"promtool"_s);
        if (promtool.isEmpty()) {
            QSKIP("NOT CHECKED: promtool is missing (apt-get install prometheus)");
        }
        Metrics metrics;
        metrics.counter(u"tidegate_requests_total"_s, u"Requests.\nAll of them."_s, {{u"route"_s, u"/orders/{id}"_s}}).add(7);
        metrics.gauge(u"tidegate_wal_bytes"_s, u"Size of the write-ahead log."_s).set(4096);
        metrics.histogram(u"tidegate_request_duration_seconds"_s, u"Time."_s, {{u"route"_s, u"a\"b\\c\nd"_s}}).record(3ms);
        metrics.histogram(u"tidegate_commit_duration_seconds"_s, u"Time of a commit, none yet."_s);
        QProcess check;
        check.setProcessChannelMode(QProcess::MergedChannels);
        check.start(promtool, {u"check"_s, u"metrics"_s});
        QVERIFY(check.waitForStarted());
        check.write(metrics.prometheusText());
        check.closeWriteChannel();
        QVERIFY(check.waitForFinished());
        const QByteArray said = check.readAll();
        QVERIFY2(check.exitCode() == 0 && said.isEmpty(), said.constData());
    }
};

QTEST_GUILESS_MAIN(MetricsTest)
#include "tst_metrics.moc"
