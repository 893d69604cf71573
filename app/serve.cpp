// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/serve.h"

#include "app/cli/command_output.h"
#include "app/cli/commands.h"
#include "app/server/demo.h"
#include "app/server/first_admin.h"
#include "app/stop_signal.h"
#include "core/base/log.h"

#include <QCoreApplication>
#include <QLoggingCategory>
#include <QProcessEnvironment>

#include <csignal>
#include <cstdio>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(lcServe, "tidegate.serve", QtInfoMsg)

constexpr auto stopGrace = 4s;

QMap<QString, QString> environmentMap()
{
    QMap<QString, QString> map;
    const auto environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : environment.keys()) {
        if (name.startsWith(u"TIDEGATE_"))
            map[name] = environment.value(name);
    }
    return map;
}

int complain(const Error &error, ExitStatus status)
{
    QTextStream out(stdout);
    QTextStream err(stderr);
    CommandOutput output{out, err, false};
    return fail(output, error, status);
}

int complain(const Error &error)
{
    return complain(error, exitStatusOf(error));
}

/// Whoever starts a program that can't do its work shall read one line, not a log. Holds until the server runs.
void keepLogToWarnings()
{
    QLoggingCategory::setFilterRules(u"*.info=false"_s);
}

/// Somebody has to be able to sign in. The demo's password comes back; where there is a window it makes the first admin itself, with whoever sits
/// before it.
Result<QString> makeFirstStaff(Backend &backend, bool demo, bool windowed, const QString &dataDir, Random &random)
{
    if (demo)
        return Demo::makeStaff(backend.staff(), dataDir, random);
    if (windowed)
        return QString();
    return makeFirstAdmin(backend.staff(), random).map([](Done) { return QString(); });
}

void say(const QString &text)
{
    std::fputs(qPrintable(text + u'\n'), stdout);
    std::fflush(stdout);
}

int serve(const Invocation &invocation, int argc, char **argv, const ConsoleProgram &console)
{
    const bool windowed = console.run && !invocation.headless;
    const std::unique_ptr<QCoreApplication> application =
        windowed ? console.makeApplication(argc, argv) : std::make_unique<QCoreApplication>(argc, argv);
    const SystemClock clock;
    SystemRandom random;
    auto options = readOptions(invocation);
    if (!options)
        return complain(options.error());
    installLog(options->logFormat);
    keepLogToWarnings();
    // Before anything is made: a wrong address or a port that is taken leaves no trace.
    if (auto possible = HttpServer::check(options->http, clock); !possible)
        return complain(possible.error(), possible.error().code == ErrorCode::InvalidRequest ? ExitUsage : ExitEnvironment);
    if (auto made = makeDataFolder(invocation.dataDir); !made)
        return complain(made.error());
    std::unique_ptr<Demo> demo;
    if (invocation.demo) {
        demo = std::make_unique<Demo>();
        if (auto started = demo->startGateway(options->payment); !started)
            return complain(started.error());
    }
    auto backend = Backend::open(std::move(*options), clock, random);
    if (!backend)
        return complain(backend.error());
    if (demo) {
        if (auto filled = demo->fillEmptyDatabase((*backend)->store(), clock, random); !filled)
            return complain(filled.error());
    }
    startLogThread();
    const auto addresses = (*backend)->start();
    if (!addresses)
        return complain(addresses.error(), addresses.error().code == ErrorCode::InvalidRequest ? ExitUsage : ExitEnvironment);
    const auto demoPassword = makeFirstStaff(**backend, invocation.demo, windowed, invocation.dataDir, random);
    if (!demoPassword)
        return complain(demoPassword.error());
    QLoggingCategory::setFilterRules({});
    const StopSignal stopSignal([] { QCoreApplication::exit(); });
    say(u"tidegate ready "_s + addresses->join(u' '));
    if (!demoPassword->isEmpty() && !windowed)
        qCInfo(lcServe).noquote() << "demo: the users admin, support, warehouse and finance sign in with the password in"
                                  << invocation.dataDir + u"/demo.password"_s;
    const int status = windowed ? console.run(**backend, *addresses, *demoPassword) : QCoreApplication::exec();
    (*backend)->stop(stopGrace);
    return status;
}

/// A window on a shop that is served elsewhere.
int showElsewhere(const Invocation &invocation, int argc, char **argv, const ConsoleProgram &console)
{
    if (!console.runElsewhere)
        return complain({ErrorCode::InvalidRequest, u"this program has no window; start tidegate --console"_s, {}, {}});
    if (invocation.demo)
        return complain({ErrorCode::InvalidRequest, u"--demo and --console can't go together"_s, {}, {}});
    const std::unique_ptr<QCoreApplication> application = console.makeApplication(argc, argv);
    const SystemClock clock;
    SystemRandom random;
    const auto options = readOptions(invocation);
    if (!options)
        return complain(options.error());
    installLog(options->logFormat);
    keepLogToWarnings();
    const StopSignal stopSignal([] { QCoreApplication::exit(); });
    const auto status = console.runElsewhere(*options, clock, random);
    return status ? *status : complain(status.error());
}

} // namespace

int runProgram(int argc, char **argv, const ConsoleProgram &console)
{
    std::signal(SIGPIPE, SIG_IGN);
    QStringList words;
    for (int i = 0; i < argc; ++i)
        words << QString::fromLocal8Bit(argv[i]);
    const auto invocation = parseCommandLine(words, environmentMap(), commandSyntax());
    if (!invocation) {
        Error error = invocation.error();
        error.detail += u" (try tidegate --help)"_s;
        return complain(error);
    }
    if (invocation->help || invocation->version) {
        say(invocation->help ? helpText(*invocation, commandSyntax()).trimmed()
                             : u"tidegate "_s + QStringLiteral(TIDEGATE_VERSION));
        return ExitDone;
    }
    if (!invocation->command.isEmpty()) {
        const QCoreApplication application(argc, argv);
        installLog(LogFormat::Text);
        keepLogToWarnings();
        const SystemClock clock;
        SystemRandom random;
        return runCommand(*invocation, clock, random);
    }
    if (invocation->console)
        return showElsewhere(*invocation, argc, argv, console);
    return serve(*invocation, argc, argv, console);
}

} // namespace tidegate
