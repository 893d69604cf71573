// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QCommandLineOption>
#include <QMap>
#include <QStringList>

#include <functional>

namespace tidegate {

/// What was asked for on the command line, read but not yet acted on.
struct Invocation {
    QString command; ///< "sale create"; empty: serve
    QStringList arguments;
    QMap<QString, QStringList> options;  ///< of the command, by long name; flags have one empty value
    QMap<QString, QStringList> settings; ///< of the server, by key of the settings ("http.listen")
    QString dataDir;
    QString configFile;
    bool headless = false;
    bool console = false;
    bool demo = false;
    bool help = false;
    bool version = false;

    [[nodiscard]] bool has(const QString &option) const { return options.contains(option); }
    [[nodiscard]] QString value(const QString &option) const { return options.value(option).value(0); }
    [[nodiscard]] QStringList values(const QString &option) const { return options.value(option); }
};

/// One command of the program.
struct CommandSyntax {
    QString name;      ///< "sale create"
    QString arguments; ///< "FILE", for the help
    int argumentCount = 0;
    QString summary;
    QList<QCommandLineOption> options;
    QStringList required; ///< options that must be given
};

/// Reads a command line; options beat the environment (TIDEGATE_DATA_DIR …). Refuses with InvalidRequest and one sentence.
Result<Invocation> parseCommandLine(const QStringList &words, const QMap<QString, QString> &environment,
                                    const QList<CommandSyntax> &commands);

/// The text of --help: of the whole program, or of one command.
QString helpText(const Invocation &invocation, const QList<CommandSyntax> &commands);

} // namespace tidegate
