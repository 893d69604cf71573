// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gateway/gateway_simulator.h"
#include "app/http/http_server.h"
#include "core/base/log.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QSocketNotifier>

#include <csignal>
#include <cstdio>
#include <sys/signalfd.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace tidegate;

namespace {

enum ExitStatus { Fine = 0, WrongUsage = 2, Environment = 3 };

constexpr std::chrono::seconds stopGrace{2};

struct Arguments {
    QString listen;
    QString journal;
    int threads = 1;
    std::optional<quint64> seed;
    bool untilEof = false;
};

int complain(ExitStatus status, const QString &sentence)
{
    std::fprintf(stderr, "tidegate-gateway: %s\n", qPrintable(sentence));
    return status;
}

/// The arguments, or the exit status.
tl::expected<Arguments, int> readArguments(const QCoreApplication &application)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"Simulates the payment gateways of Stripe and PayPal.\n\n"
        "POST /_faults {\"mode\": \"ok|decline|error|hang|drop_after_charge|slow\", \"rate\": 0.3, \"latency_ms\": 200}\n"
        "GET  /_charges   what was really charged and refunded"_s);
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption listen(u"listen"_s, u"Address to listen on; port 0 picks a free one."_s, u"HOST:PORT"_s,
                                    u"127.0.0.1:8490"_s);
    const QCommandLineOption journal(u"journal"_s, u"File that keeps the charges when the program ends."_s, u"FILE"_s);
    const QCommandLineOption threads(u"threads"_s, u"Threads that answer, 1 to 64."_s, u"N"_s, u"1"_s);
    const QCommandLineOption seed(u"seed"_s, u"Number that decides which requests a fault meets."_s, u"N"_s);
    const QCommandLineOption untilEof(u"until-eof"_s,
                                      u"End when standard input ends, as it does with the program that started this one."_s);
    parser.addOptions({listen, journal, threads, seed, untilEof});
    if (!parser.parse(application.arguments()) || !parser.positionalArguments().isEmpty())
        return tl::unexpected(
            complain(WrongUsage, parser.errorText().isEmpty() ? u"no arguments are taken"_s : parser.errorText()));
    if (parser.isSet(u"help"_s) || parser.isSet(u"version"_s)) {
        const QString text =
            parser.isSet(u"help"_s) ? parser.helpText() : u"tidegate-gateway "_s + QCoreApplication::applicationVersion() + u'\n';
        std::fputs(qPrintable(text), stdout);
        return tl::unexpected(Fine);
    }
    bool threadsFine = false;
    bool seedFine = true;
    Arguments arguments{
        parser.value(listen), parser.value(journal), parser.value(threads).toInt(&threadsFine), {}, parser.isSet(untilEof)};
    if (parser.isSet(seed))
        arguments.seed = parser.value(seed).toULongLong(&seedFine);
    if (!threadsFine || arguments.threads < 1 || arguments.threads > 64 || !seedFine)
        return tl::unexpected(complain(WrongUsage, u"--threads takes 1 to 64, --seed a whole number"_s));
    return arguments;
}

/// Calls back in the event loop on SIGTERM and SIGINT. Call before any thread is started: they inherit what is blocked.
std::unique_ptr<QSocketNotifier> onTermination(const std::function<void()> &callback)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    auto notifier = std::make_unique<QSocketNotifier>(signalfd(-1, &signals, SFD_CLOEXEC), QSocketNotifier::Read);
    QObject::connect(notifier.get(), &QSocketNotifier::activated, notifier.get(), callback);
    return notifier;
}

std::unique_ptr<QSocketNotifier> onEndOfInput(const std::function<void()> &callback)
{
    auto notifier = std::make_unique<QSocketNotifier>(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(notifier.get(), &QSocketNotifier::activated, notifier.get(), [callback] {
        char ignored[256];
        if (::read(STDIN_FILENO, ignored, sizeof ignored) <= 0)
            callback();
    });
    return notifier;
}

} // namespace

int main(int argc, char **argv)
{
    installLog(LogFormat::Text);
    const QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"tidegate-gateway"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(TIDEGATE_VERSION));
    const auto arguments = readArguments(application);
    if (!arguments)
        return arguments.error();
    const auto quit = [] { QCoreApplication::quit(); };
    const auto termination = onTermination(quit);
    const auto endOfInput = arguments->untilEof ? onEndOfInput(quit) : nullptr;

    const SystemClock clock;
    std::unique_ptr<Random> random = std::make_unique<SystemRandom>();
    if (arguments->seed)
        random = std::make_unique<SeededRandom>(*arguments->seed);
    GatewaySimulator simulator(clock, *random);
    if (!arguments->journal.isEmpty()) {
        if (const auto opened = simulator.openJournal(arguments->journal); !opened)
            return complain(Environment, opened.error().detail);
    }
    Router router;
    simulator.addRoutes(router);
    Metrics metrics;
    HttpOptions options;
    options.listen = {arguments->listen};
    options.threads = arguments->threads;
    options.maximumConnectionsPerAddress = options.maximumConnections;
    HttpServer server(options, router, metrics, clock);
    startLogThread();
    const auto listening = server.start();
    if (!listening)
        return complain(Environment, listening.error().detail);
    std::printf("tidegate-gateway ready http://%s\n", qPrintable(listening->first()));
    std::fflush(stdout);
    QCoreApplication::exec();
    simulator.endWaits();
    server.stop(stopGrace);
    return Fine;
}
