// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_line.h"

#include <QCommandLineParser>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// An option of the program itself: its environment variable is TIDEGATE_ and its name in capitals.
struct GlobalOption {
    QCommandLineOption option;
    QString setting; ///< the setting it overrides; empty: none
};

QList<GlobalOption> globalOptions()
{
    return {
        {{u"data-dir"_s, u"Where database, keys and settings lie."_s, u"DIR"_s}, {}},
        {{u"database"_s, u"sqlite:PATH or postgresql://user:password@host:port/name (default sqlite:DIR/tidegate.db)."_s,
          u"URL"_s},
         u"database.url"_s},
        {{u"listen"_s, u"Serve here; may be repeated (default 127.0.0.1:8480; port 0 takes a free one)."_s, u"HOST:PORT"_s},
         u"http.listen"_s},
        {{u"config"_s, u"Settings in TOML (default DIR/tidegate.toml, if it is there)."_s, u"FILE"_s}, {}},
        {{u"threads"_s, u"I/O threads (default: by the machine's cores)."_s, u"N"_s}, u"http.threads"_s},
        {{u"log-format"_s, u"How the log on standard error is written."_s, u"text|json"_s}, u"log.format"_s},
        {{u"demo"_s, u"Fill an empty database with demo data and a user of each role, and pay through a simulated gateway."_s},
         {}},
        {{u"headless"_s, u"Serve without a window."_s}, {}},
        {{u"console"_s, u"Only the window, on a PostgreSQL database whose servers run elsewhere."_s}, {}},
        {{{u"h"_s, u"help"_s}, u"Show this help."_s}, {}},
        {{{u"v"_s, u"version"_s}, u"Show the version."_s}, {}},
    };
}

QString longName(const QCommandLineOption &option)
{
    return option.names().constLast();
}

void addGlobalOptions(QCommandLineParser &parser)
{
    for (const GlobalOption &global : globalOptions())
        parser.addOption(global.option);
}

/// Takes over what a parser read; later words beat earlier ones, but for repeatable options, which add up.
void takeGlobals(const QCommandLineParser &parser, Invocation &invocation)
{
    for (const GlobalOption &global : globalOptions()) {
        const QString name = longName(global.option);
        if (!parser.isSet(name))
            continue;
        if (!global.setting.isEmpty())
            invocation.settings[global.setting] = parser.values(name);
        else if (name == u"data-dir")
            invocation.dataDir = parser.value(name);
        else if (name == u"config")
            invocation.configFile = parser.value(name);
        invocation.headless |= name == u"headless";
        invocation.console |= name == u"console";
        invocation.demo |= name == u"demo";
        invocation.help |= name == u"help";
        invocation.version |= name == u"version";
    }
}

/// What a flag's variable says.
Result<bool> flagOf(const QString &variable, const QString &value)
{
    const QString word = value.toLower();
    if (QStringList{u"1"_s, u"true"_s, u"yes"_s, u"on"_s}.contains(word))
        return true;
    if (QStringList{u"0"_s, u"false"_s, u"no"_s, u"off"_s}.contains(word))
        return false;
    return failure(ErrorCode::InvalidRequest, u"%1 must be true or false, not \"%2\""_s.arg(variable, value));
}

Result<Done> takeEnvironment(const QMap<QString, QString> &environment, Invocation &invocation)
{
    for (const GlobalOption &global : globalOptions()) {
        const QString name = longName(global.option);
        const QString variable = u"TIDEGATE_"_s + QString(name).replace(u'-', u'_').toUpper();
        const QString value = environment.value(variable);
        if (value.isEmpty())
            continue;
        if (!global.setting.isEmpty())
            invocation.settings[global.setting] = value.split(u',', Qt::SkipEmptyParts);
        else if (name == u"data-dir")
            invocation.dataDir = value;
        else if (name == u"config")
            invocation.configFile = value;
        bool *const flag = name == u"headless" ? &invocation.headless
            : name == u"console"               ? &invocation.console
            : name == u"demo"                  ? &invocation.demo
                                               : nullptr;
        if (!flag)
            continue;
        const Result<bool> wanted = flagOf(variable, value);
        if (!wanted)
            return tl::unexpected(wanted.error());
        *flag = *wanted;
    }
    return Done{};
}

const CommandSyntax *findCommand(const QStringList &words, const QList<CommandSyntax> &commands)
{
    const CommandSyntax *longest = nullptr;
    for (const CommandSyntax &command : commands) {
        const QStringList name = command.name.split(u' ');
        if (words.mid(0, name.size()) == name && (!longest || command.name.size() > longest->name.size()))
            longest = &command;
    }
    return longest;
}

Result<Done> parseCommand(const CommandSyntax &command, const QString &program, const QStringList &words, Invocation &invocation)
{
    QCommandLineParser parser;
    addGlobalOptions(parser);
    parser.addOptions(command.options);
    if (!parser.parse(QStringList(program) + words))
        return failure(ErrorCode::InvalidRequest, parser.errorText());
    takeGlobals(parser, invocation);
    invocation.arguments = parser.positionalArguments();
    for (const QCommandLineOption &option : command.options) {
        const QString name = longName(option);
        if (parser.isSet(name))
            invocation.options[name] = option.valueName().isEmpty() ? QStringList{QString()} : parser.values(name);
    }
    if (invocation.help)
        return Done{};
    if (invocation.arguments.size() != command.argumentCount)
        return failure(ErrorCode::InvalidRequest, u"usage: tidegate %1 %2"_s.arg(command.name, command.arguments).trimmed());
    for (const QString &name : command.required) {
        if (!invocation.has(name))
            return failure(ErrorCode::InvalidRequest, u"tidegate %1 needs --%2"_s.arg(command.name, name));
    }
    return Done{};
}

} // namespace

Result<Invocation> parseCommandLine(const QStringList &words, const QMap<QString, QString> &environment,
                                    const QList<CommandSyntax> &commands)
{
    Invocation invocation;
    invocation.dataDir = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + u"/tidegate"_s;
    if (auto taken = takeEnvironment(environment, invocation); !taken)
        return tl::unexpected(taken.error());
    QCommandLineParser parser;
    parser.setOptionsAfterPositionalArgumentsMode(QCommandLineParser::ParseAsPositionalArguments);
    addGlobalOptions(parser);
    if (!parser.parse(words))
        return failure(ErrorCode::InvalidRequest, parser.errorText());
    takeGlobals(parser, invocation);
    const QStringList rest = parser.positionalArguments();
    if (!rest.isEmpty()) {
        const CommandSyntax *command = findCommand(rest, commands);
        if (!command)
            return failure(ErrorCode::InvalidRequest, u"there is no command \"%1\""_s.arg(rest.mid(0, 2).join(u' ')));
        invocation.command = command->name;
        const qsizetype nameWords = command->name.count(u' ') + 1;
        if (auto parsed = parseCommand(*command, words.value(0), rest.mid(nameWords), invocation); !parsed)
            return tl::unexpected(parsed.error());
    }
    if (invocation.headless && invocation.console)
        return failure(ErrorCode::InvalidRequest, u"--headless and --console can't go together"_s);
    const QString format = invocation.settings.value(u"log.format"_s).value(0, u"text"_s);
    if (format != u"text" && format != u"json")
        return failure(ErrorCode::InvalidRequest, u"--log-format must be text or json"_s);
    return invocation;
}

namespace {

QString optionLines(const QList<QCommandLineOption> &options)
{
    QString text;
    for (const QCommandLineOption &option : options) {
        const QString value = option.valueName().isEmpty() ? QString() : u' ' + option.valueName();
        text += u"  --%1\n      %2\n"_s.arg(longName(option) + value, option.description());
    }
    return text;
}

} // namespace

QString helpText(const Invocation &invocation, const QList<CommandSyntax> &commands)
{
    QList<QCommandLineOption> globals;
    for (const GlobalOption &global : globalOptions())
        globals << global.option;
    for (const CommandSyntax &command : commands) {
        if (command.name != invocation.command)
            continue;
        QString text = u"Usage: tidegate %1 [OPTIONS] %2\n\n%3\n"_s.arg(command.name, command.arguments, command.summary);
        if (!command.options.isEmpty())
            text += u"\nOptions:\n"_s + optionLines(command.options);
        return text + u"\nOptions of every command:\n"_s + optionLines(globals);
    }
    QString text = u"Usage: tidegate [OPTIONS]              start the console with the shop's server inside it\n"
                   "       tidegate [OPTIONS] COMMAND …    act on the same database; COMMAND --help tells more\n\nCommands:\n"_s;
    for (const CommandSyntax &command : commands)
        text += u"  %1 %2\n      %3\n"_s.arg(command.name, command.arguments, command.summary);
    return text + u"\nOptions, each also as TIDEGATE_… in the environment (TIDEGATE_DATA_DIR):\n"_s + optionLines(globals)
        + u"\nExit status: 0 done, 1 a check failed, 2 wrong usage, 3 database, file or port out of reach.\n"_s;
}

} // namespace tidegate
