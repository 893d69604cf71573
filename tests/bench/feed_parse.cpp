// SPDX-License-Identifier: GPL-3.0-or-later
// Rows a second (of CPU) that FeedReader reads, without and with the rules, in each format, beside Python's readers of the same
// file where there is one: bench_feed [ROWS]
#include "core/feed/feed_reader.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <cstdio>
#include <functional>
#include <sys/resource.h>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

struct Format {
    QString name;
    QByteArray before;
    QByteArray (*row)(int i);
    QByteArray after;
    QString python; ///< counts the rows of argv[1]; empty: there is no reader to compare with
};

QByteArray n(int i)
{
    return QByteArray::number(i);
}

const std::vector<Format> &formats()
{
    static const std::vector<Format> list{
        {u"csv"_s, "sku,name,description,price,currency,stock,image_url,brand,gtin,category\n",
         [](int i) {
             return "SKU-" + n(i) + ",Cup number " + n(i) + ",\"<p>Holds <b>300 ml</b>, dishwasher safe</p>\",19.99,EUR,"
                 + n(i % 500) + ",https://shop.example/" + n(i) + ".jpg,Acme,4006381333931,Cups\n";
         },
         "", u"import csv,sys\nprint(sum(1 for row in csv.DictReader(open(sys.argv[1], newline='', encoding='utf-8'))))"_s},
        {u"ndjson"_s, "",
         [](int i) {
             return R"({"sku":"SKU-)" + n(i) + R"(","name":"Cup number )" + n(i)
                 + R"(","description":"<p>Holds <b>300 ml</b>, dishwasher safe</p>","price":19.99,"currency":"EUR","stock":)"
                 + n(i % 500) + R"(,"image_url":"https://shop.example/)" + n(i)
                 + R"(.jpg","brand":"Acme","gtin":"4006381333931","category":"Cups"})" + "\n";
         },
         "", u"import json,sys\nprint(sum(1 for line in open(sys.argv[1], encoding='utf-8') if json.loads(line)))"_s},
        {u"json"_s, "[\n{\"sku\":\"first\"}", [](int i) { return ",\n" + formats()[1].row(i).chopped(1); }, "]",
         u"import json,sys\nprint(len(json.load(open(sys.argv[1], encoding='utf-8'))))"_s},
        {u"xml"_s, "<products>\n",
         [](int i) {
             return "<product><sku>SKU-" + n(i) + "</sku><name>Cup number " + n(i)
                 + "</name><description>&lt;p&gt;Holds &lt;b&gt;300 ml&lt;/b&gt;, dishwasher safe&lt;/p&gt;</description><price>19.99</price><currency>EUR</currency><stock>"
                 + n(i % 500) + "</stock><image_url>https://shop.example/" + n(i)
                 + ".jpg</image_url><brand>Acme</brand><gtin>4006381333931</gtin><category>Cups</category></product>\n";
         },
         "</products>\n",
         u"import sys\nimport xml.etree.ElementTree as ET\nrows = 0\nfor event, e in ET.iterparse(sys.argv[1]):\n    if e.tag == 'product':\n        rows += 1\n        "
         "e.clear()\nprint(rows)"_s},
    };
    return list;
}

/// Of CPU, user and system, which other programs on the machine change little.
double seconds(int who, const std::function<void()> &work)
{
    const auto used = [who] {
        rusage usage{};
        getrusage(who, &usage);
        return double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
            + double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    };
    const double before = used();
    work();
    return used() - before;
}

void run(const QString &path, int rows, bool withRules)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s", qPrintable(file.errorString()));
    const auto reader = FeedReader::open(builtInFormats(), file, {});
    int read = 0;
    bool more = reader.has_value();
    while (more) {
        if (withRules) {
            const auto row = (*reader)->next();
            more = row && *row;
        } else {
            const auto skipped = (*reader)->skip();
            more = skipped && *skipped;
        }
        read += more ? 1 : 0;
    }
    if (read < rows)
        qFatal("%d of %d rows were read", read, rows);
}

} // namespace

int main(int argc, char **argv)
{
    const int rows = argc > 1 ? std::atoi(argv[1]) : 200'000;
    const QTemporaryDir folder;
    for (const Format &format : formats()) {
        const QString path = folder.filePath(u"feed."_s + format.name);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly))
            qFatal("%s", qPrintable(file.errorString()));
        file.write(format.before);
        for (int i = 0; i < rows; ++i)
            file.write(format.row(i));
        file.write(format.after);
        file.close();
        const double skipping = seconds(RUSAGE_SELF, [&] { run(path, rows, false); });
        const double checking = seconds(RUSAGE_SELF, [&] { run(path, rows, true); });
        const double python = seconds(RUSAGE_CHILDREN, [&] { QProcess::execute(u"python3"_s, {u"-c"_s, format.python, path}); });
        rusage usage{};
        getrusage(RUSAGE_SELF, &usage);
        std::printf(
            "%-8s %8.0f rows/s read, %8.0f rows/s with rules; Python's reader %8.0f rows/s (%.1f times); peak memory so far %ld MiB\n",
            qPrintable(format.name), rows / skipping, rows / checking, rows / python, python / skipping, usage.ru_maxrss / 1024);
        std::fflush(stdout);
    }
}
