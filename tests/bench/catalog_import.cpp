// SPDX-License-Identifier: GPL-3.0-or-later
// Rows a second of a catalogue import into a new SQLite database, new and unchanged, and the memory that it took:
// bench_import [ROWS]
#include "core/catalog/catalog_service.h"

#include <QFile>
#include <QTemporaryDir>

#include <chrono>
#include <cstdio>
#include <sys/resource.h>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

void writeFile(const QString &path, int rows)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        qFatal("%s", qPrintable(file.errorString()));
    file.write("sku,name,description,price,currency,stock,image_url,brand,category\n");
    for (int i = 0; i < rows; ++i) {
        const QByteArray number = QByteArray::number(i);
        file.write("SKU-" + number + ",Cup number " + number + ",\"<p>Holds <b>300 ml</b>, dishwasher safe</p>\",19.99,EUR,"
                   + QByteArray::number(i % 500) + ",https://shop.example/" + number + ".jpg,Acme,Cups\n");
    }
}

/// Of this process, in microseconds.
double cpuTime(const rusage &usage)
{
    const auto microseconds = [](const timeval &time) { return double(time.tv_sec) * 1e6 + double(time.tv_usec); };
    return microseconds(usage.ru_utime) + microseconds(usage.ru_stime);
}

void measure(const char *what, CatalogService &catalog, const QString &path, const ImportOptions &options)
{
    rusage before{};
    getrusage(RUSAGE_SELF, &before);
    const auto begin = std::chrono::steady_clock::now();
    const Result<ImportReport> report = catalog.importFile(path, options).get();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    if (!report || report->stopped || report->rows != report->total)
        qFatal("the import failed");
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::printf("%-10s %8lld rows, %8.0f rows/s, %5.1f us of CPU a row, peak memory so far %ld MiB\n", what,
                static_cast<long long>(report->rows), double(report->rows) / seconds,
                (cpuTime(usage) - cpuTime(before)) / double(report->rows), usage.ru_maxrss / 1024);
}

} // namespace

int main(int argc, char **argv)
{
    const int rows = argc > 1 ? std::atoi(argv[1]) : 100'000;
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"catalogue.csv"_s);
    writeFile(path, rows);
    const SystemClock clock;
    SystemRandom random;
    StoreOptions options;
    options.url = u"sqlite:"_s + folder.filePath(u"tidegate.db"_s);
    options.keyFile = folder.filePath(u"audit.key"_s);
    const auto store = Store::open(options, clock);
    if (!store)
        qFatal("%s", qPrintable(store.error().detail));
    CatalogService catalog(**store, clock, random);
    ImportOptions dryRun;
    dryRun.dryRun = true;
    measure("dry run", catalog, path, dryRun);
    measure("new", catalog, path, {});
    measure("unchanged", catalog, path, {});
}
