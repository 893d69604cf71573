// SPDX-License-Identifier: GPL-3.0-or-later
// A server with one route that answers constant bytes: what the HTTP layer costs by itself. For listing_floor.py.
//   http_floor BODY-FILE [THREADS] [CERTIFICATE KEY]
#include "app/http/http_server.h"

#include <QCoreApplication>
#include <QFile>

#include <csignal>
#include <cstdio>

using namespace tidegate;
using namespace Qt::StringLiterals;

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    QFile file(arguments.value(1));
    if (!file.open(QIODevice::ReadOnly)) {
        std::fputs("usage: http_floor BODY-FILE [THREADS] [CERTIFICATE KEY]\n", stderr);
        return 2;
    }
    const QByteArray body = file.readAll();
    Router router;
    router.add("GET", u"/listing.json"_s, [body](const Request &) {
        return Response{200, "application/json"_ba, {{"Cache-Control"_ba, "public, max-age=1"_ba}}, body};
    });
    HttpOptions options;
    options.listen = QStringList{u"127.0.0.1:0"_s};
    options.threads = arguments.value(2, u"2"_s).toInt();
    options.tlsCertificate = arguments.value(3);
    options.tlsKey = arguments.value(4);
    Metrics metrics;
    const SystemClock clock;
    HttpServer server(options, router, metrics, clock);
    const Result<QStringList> started = server.start();
    if (!started) {
        std::fprintf(stderr, "%s\n", qPrintable(started.error().detail));
        return 3;
    }
    std::printf("ready %s\n", qPrintable(started->front()));
    std::fflush(stdout);
    const auto quit = [](int) { QCoreApplication::quit(); };
    std::signal(SIGTERM, quit);
    std::signal(SIGINT, quit);
    QCoreApplication::exec();
    server.stop(std::chrono::seconds(2));
    return 0;
}
