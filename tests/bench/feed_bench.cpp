// SPDX-License-Identifier: GPL-3.0-or-later
// Works one generated feed in, from the upload to the end of its job, into a new SQLite database, durable; then the same feed
// again: bench_feed FORMAT ROWS [shuffled | beside]. FORMAT: csv, json, ndjson, xml. Prints one JSON object a pass. With
// `beside`: how many small writes a second 64 others get through alone, and while the feed is worked in. With
// TIDEGATE_TEST_BACKEND=postgresql on PostgreSQL, durable with TIDEGATE_TEST_POSTGRES_SYNC=on.
#include "core/partner/feed_job_service.h"
#include "support/scratch_store.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <numeric>
#include <random>
#include <sys/resource.h>
#include <thread>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

QByteArray rowOf(const QByteArray &format, int i)
{
    const QByteArray number = QByteArray::number(i).rightJustified(7, '0');
    const QByteArray stock = QByteArray::number(i % 500);
    if (format == "csv") {
        return "SKU-" + number + ",Cup number " + number + ",Holds 300 ml and is dishwasher safe,19.99,EUR," + stock
            + ",https://shop.example/" + number + ".jpg,Acme,Cups\n";
    }
    if (format == "xml") {
        return "<product><sku>SKU-" + number + "</sku><name>Cup number " + number
            + "</name><description>Holds 300 ml and is dishwasher safe</description><price>19.99</price><currency>EUR</currency><stock>"
            + stock + "</stock><image_url>https://shop.example/" + number
            + ".jpg</image_url><brand>Acme</brand><category>Cups</category></product>\n";
    }
    return R"({"sku":"SKU-)" + number + R"(","name":"Cup number )" + number
        + R"(","description":"Holds 300 ml and is dishwasher safe","price":"19.99","currency":"EUR","stock":)" + stock
        + R"(,"image_url":"https://shop.example/)" + number + R"(.jpg","brand":"Acme","category":"Cups"})";
}

void writeFeed(const QString &path, const QByteArray &format, const std::vector<int> &numbers)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        qFatal("%s", qPrintable(file.errorString()));
    if (format == "csv")
        file.write("sku,name,description,price,currency,stock,image_url,brand,category\n");
    file.write(format == "json" ? "[\n" : format == "xml" ? "<products>\n" : "");
    for (std::size_t at = 0; at < numbers.size(); ++at) {
        file.write(rowOf(format, numbers[at]));
        if (format == "json")
            file.write(at + 1 < numbers.size() ? ",\n" : "\n");
        else if (format == "ndjson")
            file.write("\n");
    }
    file.write(format == "json" ? "]\n" : format == "xml" ? "</products>\n" : "");
}

qint64 residentBytes()
{
    QFile file(u"/proc/self/statm"_s);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').value(1).toLongLong() * 4'096;
}

double cpuSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval &time) { return double(time.tv_sec) + double(time.tv_usec) / 1e6; };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void measure(const char *what, FeedJobService &jobs, const FeedUpload &upload)
{
    const qint64 before = residentBytes();
    qint64 peak = before;
    const double cpu = cpuSeconds();
    const auto begin = std::chrono::steady_clock::now();
    const Result<SubmittedJob> submitted = jobs.submit(upload).get();
    if (!submitted)
        qFatal("%s", qPrintable(submitted.error().detail));
    FeedJob job = submitted->job;
    while (!job.isOver()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        peak = std::max(peak, residentBytes());
        job = jobs.find(job.id).get().value();
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    if (job.status != JobStatus::Succeeded)
        qFatal("the job ended %s: %s", qPrintable(jobStatusName(job.status)), qPrintable(job.failureDetail));
    std::printf("{\"pass\": \"%s\", \"rows\": %lld, \"created\": %lld, \"unchanged\": %lld, \"seconds\": %.3f, \"rate\": %.0f, "
                "\"cpu_us\": %.2f, \"grown\": %lld}\n",
                what, static_cast<long long>(job.total), static_cast<long long>(job.created),
                static_cast<long long>(job.unchanged), seconds, double(job.total) / seconds,
                (cpuSeconds() - cpu) * 1e6 / double(job.total), static_cast<long long>(peak - before));
    std::fflush(stdout);
}

void addPartner(Store &store)
{
    auto adding = store.write([](WriteTransaction &transaction) -> Result<Done> {
        transaction.exec(u"INSERT INTO partner (id, name, email, created_at) VALUES ('p', 'Partner', 'p@example.org', 0)"_s);
        return Done{};
    });
    if (auto added = adding.get(); !added)
        qFatal("%s", qPrintable(added.error().detail));
}

/// Others who write one row with its audit record each and wait for it, as checkouts do.
class Others
{
public:
    explicit Others(Store &store)
        : m_store(store)
    {
        for (int number = 0; number < 64; ++number)
            send(number);
    }
    ~Others()
    {
        m_stopping = true;
        while (m_underWay > 0)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }

    double rateOver(std::chrono::milliseconds time)
    {
        const qint64 before = m_done;
        std::this_thread::sleep_for(time);
        return double(m_done - before) * 1'000 / double(time.count());
    }

private:
    void send(int number)
    {
        ++m_underWay;
        auto writing = m_store.write([number](WriteTransaction &transaction) -> Result<Done> {
            transaction.exec(
                u"INSERT INTO revision (name, version) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET version = revision.version + 1"_s,
                {u"other-%1"_s.arg(number)});
            transaction.audit({u"system"_s, u"counter.raised"_s, u"counter"_s, QString::number(number), {}, "{}", {}});
            return Done{};
        });
        writing.onDelivery([this, number](const Result<Done> &) {
            ++m_done;
            if (!m_stopping)
                send(number);
            --m_underWay;
        });
    }

    Store &m_store;
    std::atomic<qint64> m_done{0};
    std::atomic<int> m_underWay{0};
    std::atomic<bool> m_stopping{false};
};

void measureBeside(Store &store, FeedJobService &jobs, const FeedUpload &upload)
{
    Others others(store);
    const auto time = std::chrono::seconds(5);
    const double before = others.rateOver(time);
    FeedJob job = jobs.submit(upload).get().value().job;
    while (jobs.find(job.id).get().value().processed == 0)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    const qint64 first = jobs.find(job.id).get().value().processed;
    const double during = others.rateOver(time);
    const qint64 last = jobs.find(job.id).get().value().processed;
    jobs.cancel(job.id, u"system"_s).get();
    while (!jobs.find(job.id).get().value().isOver())
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    const double after = others.rateOver(time);
    std::printf("{\"alone\": %.0f, \"beside\": %.0f, \"ratio\": %.3f, \"feed_rate\": %.0f}\n", (before + after) / 2, during,
                during * 2 / (before + after), double(last - first) / 5);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QByteArray format = argc > 1 ? argv[1] : "csv";
    std::vector<int> numbers(std::size_t(argc > 2 ? std::atoi(argv[2]) : 1'000'000));
    std::iota(numbers.begin(), numbers.end(), 0);
    const QByteArray manner = argc > 3 ? argv[3] : "";
    if (manner == "shuffled")
        std::shuffle(numbers.begin(), numbers.end(), std::mt19937(1));
    const SystemClock clock;
    SystemRandom random;
    const test::ScratchStore scratch;
    const auto store = scratch.open(clock);
    addPartner(*store);
    const FeedRegistry formats;
    FeedJobOptions jobOptions;
    jobOptions.folder = scratch.folder() + u"/feeds"_s;
    FeedJobService jobs(*store, formats, jobOptions, clock, random);
    if (auto started = jobs.start(); !started)
        qFatal("%s", qPrintable(started.error().detail));
    for (const char *pass : {"new", "unchanged"}) {
        FeedUpload upload;
        upload.partnerId = u"p"_s;
        upload.file = scratch.folder() + u"/upload"_s;
        upload.actor = u"partner:p"_s;
        writeFeed(upload.file, format, numbers);
        upload.bytes = QFile(upload.file).size();
        if (manner == "beside")
            return measureBeside(*store, jobs, upload), 0;
        measure(pass, jobs, upload);
    }
}
