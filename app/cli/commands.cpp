// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include "app/cli/catalog_commands.h"
#include "app/cli/command_output.h"
#include "app/cli/database_commands.h"
#include "app/cli/demo_commands.h"
#include "app/cli/key_commands.h"
#include "app/cli/partner_commands.h"
#include "app/cli/sale_commands.h"
#include "app/cli/user_commands.h"

#include <QDir>
#include <QFileInfo>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// What the commands on an open database work with.
struct Workplace {
    const Invocation &invocation;
    Store &store;
    const StoreOptions &storeOptions;
    bool allowHttp;
    const Clock &clock;
    Random &random;
    CommandOutput &output;
};

using Run = std::function<int(Workplace &)>;
using RunClosed = std::function<int(const Invocation &, const StoreOptions &, const Clock &, Random &, CommandOutput &)>;

/// One of the two does it: on the open database, or on one that it opens by itself or wants closed.
struct Command {
    CommandSyntax syntax;
    Run run;
    RunClosed runClosed{};
};

QCommandLineOption flag(const QString &name, const QString &text)
{
    return {name, text};
}

QCommandLineOption jsonFlag()
{
    return flag(u"json"_s, u"Answer for machines."_s);
}

Command catalogImport()
{
    return {{u"catalog import"_s,
             u"FILE"_s,
             1,
             u"Bring products and stock in from a catalogue: our own columns, Shopify's CSV or a Google Merchant feed."_s,
             {{u"format"_s, u"Default: recognised by the content."_s, u"own-csv|own-json|shopify-csv|…"_s},
              flag(u"dry-run"_s, u"Tell what would happen and change nothing."_s),
              {u"currency"_s, u"Of prices that don't name their own (default EUR)."_s, u"CODE"_s, u"EUR"_s},
              jsonFlag()},
             {}},
            [](Workplace &place) {
                CatalogService catalog(place.store, place.clock, place.random);
                const QString currency = place.invocation.value(u"currency"_s);
                return runCatalogImport({place.invocation.arguments.value(0), place.invocation.value(u"format"_s),
                                         place.invocation.has(u"dry-run"_s), currency.isEmpty() ? u"EUR"_s : currency},
                                        catalog, place.output);
            }};
}

Command userAdd()
{
    return {
        {u"user add"_s,
         u"NAME"_s,
         1,
         u"Add somebody who works here."_s,
         {{u"role"_s, u"What the user may do."_s, u"admin|support|warehouse|finance"_s},
          flag(u"password-stdin"_s, u"Read the password from the first line of standard input; else one is made up and shown."_s),
          jsonFlag()},
         {u"role"_s}},
        [](Workplace &place) {
            StaffService staff(place.store, place.clock, place.random);
            QTextStream in(stdin);
            return runUserAdd({place.invocation.arguments.value(0), place.invocation.value(u"role"_s),
                               place.invocation.has(u"password-stdin"_s)},
                              staff, place.random, in, place.output);
        }};
}

Command userPassword()
{
    return {{u"user password"_s,
             u"NAME"_s,
             1,
             u"Give a user another password and end all sessions with the old one."_s,
             {flag(u"password-stdin"_s,
                   u"Read it from the first line of standard input; else one is made up, shown, and to be changed at first."_s),
              jsonFlag()},
             {}},
            [](Workplace &place) {
                StaffService staff(place.store, place.clock, place.random);
                QTextStream in(stdin);
                return runUserPassword({place.invocation.arguments.value(0), place.invocation.has(u"password-stdin"_s)}, staff,
                                       place.random, in, place.output);
            }};
}

Command userSwitch(const QString &name, const QString &text, bool disabled)
{
    return {{name, u"NAME"_s, 1, text, {jsonFlag()}, {}}, [disabled](Workplace &place) {
                StaffService staff(place.store, place.clock, place.random);
                return runUserSwitch(place.invocation.arguments.value(0), disabled, staff, place.output);
            }};
}

Command userList()
{
    return {{u"user list"_s, {}, 0, u"List those who work here."_s, {jsonFlag()}, {}}, [](Workplace &place) {
                StaffService staff(place.store, place.clock, place.random);
                return runUserList(staff, place.output);
            }};
}

QCommandLineOption formatOption()
{
    return {u"format"_s, u"A format of feeds that is taken from it; repeatable (default: all)."_s, u"FORMAT"_s};
}

Command partnerAdd()
{
    return {{u"partner add"_s,
             u"NAME"_s,
             1,
             u"Add a company that sends product feeds."_s,
             {{u"email"_s, u"Where its mail goes."_s, u"ADDRESS"_s},
              {u"callback"_s, u"Where it is told of finished jobs."_s, u"URL"_s},
              formatOption(),
              jsonFlag()},
             {u"email"_s}},
            [](Workplace &place) {
                PartnerService partners(place.store, place.clock, place.random);
                return runPartnerAdd({place.invocation.arguments.value(0), place.invocation.value(u"email"_s),
                                      place.invocation.value(u"callback"_s), place.invocation.values(u"format"_s),
                                      place.allowHttp},
                                     partners, place.output);
            }};
}

Command partnerList()
{
    return {{u"partner list"_s, {}, 0, u"List the partners."_s, {jsonFlag()}, {}}, [](Workplace &place) {
                PartnerService partners(place.store, place.clock, place.random);
                return runPartnerList(partners, place.output);
            }};
}

Command partnerChange()
{
    return {{u"partner change"_s,
             u"PARTNER"_s,
             1,
             u"Change what is named of a partner; PARTNER is its name or id."_s,
             {{u"name"_s, u"Another name."_s, u"NAME"_s},
              {u"email"_s, u"Where its mail goes."_s, u"ADDRESS"_s},
              {u"callback"_s, u"Where it is told of finished jobs; empty: nowhere."_s, u"URL"_s},
              formatOption(),
              flag(u"resume-callback"_s, u"Switch a callback on again that was switched off."_s),
              jsonFlag()},
             {}},
            [](Workplace &place) {
                const Invocation &asked = place.invocation;
                const auto text = [&asked](const QString &option) {
                    return asked.has(option) ? std::optional<QString>(asked.value(option)) : std::nullopt;
                };
                PartnerChangeArguments arguments{.partner = asked.arguments.value(0),
                                                 .name = text(u"name"_s),
                                                 .email = text(u"email"_s),
                                                 .callback = text(u"callback"_s),
                                                 .resumeCallback = asked.has(u"resume-callback"_s),
                                                 .allowHttp = place.allowHttp};
                if (asked.has(u"format"_s)) {
                    arguments.formats = asked.values(u"format"_s);
                    arguments.formats->removeAll(QString());
                }
                PartnerService partners(place.store, place.clock, place.random);
                return runPartnerChange(arguments, partners, place.output);
            }};
}

Command partnerSwitch(const QString &name, const QString &text, bool disabled)
{
    return {{name, u"PARTNER"_s, 1, text, {jsonFlag()}, {}}, [disabled](Workplace &place) {
                PartnerService partners(place.store, place.clock, place.random);
                return runPartnerChange({.partner = place.invocation.arguments.value(0), .disabled = disabled}, partners,
                                        place.output);
            }};
}

Command partnerSecret()
{
    return {{u"partner secret"_s,
             u"PARTNER"_s,
             1,
             u"Make a partner a new secret for webhook signatures; the old one stays valid for a while."_s,
             {{u"overlap"_s, u"How long the old one stays valid (default 24)."_s, u"HOURS"_s}, jsonFlag()},
             {}},
            [](Workplace &place) {
                PartnerService partners(place.store, place.clock, place.random);
                return runPartnerSecret({place.invocation.arguments.value(0), place.invocation.value(u"overlap"_s)}, partners,
                                        place.output);
            }};
}

Command keyCreate()
{
    return {{u"key create"_s,
             {},
             0,
             u"Make an API key; its secret is shown once, alone on the last line."_s,
             {{u"kind"_s, u"A shop's own server, or a partner."_s, u"storefront|partner"_s},
              {u"partner"_s, u"Whose key it is."_s, u"NAME"_s},
              flag(u"test"_s, u"A key for the sandbox."_s),
              {u"expires"_s, u"Valid for so long (default: for ever)."_s, u"DAYS"_s},
              {u"name"_s, u"What it is for."_s, u"TEXT"_s},
              {u"scope"_s, u"What it may do; repeatable (default: all of its kind)."_s, u"SCOPE"_s},
              flag(u"webhook-secret"_s, u"Make the partner a secret for webhook signatures as well."_s),
              jsonFlag()},
             {u"kind"_s}},
            [](Workplace &place) {
                const Invocation &asked = place.invocation;
                KeyService keys(place.store, place.clock, place.random);
                PartnerService partners(place.store, place.clock, place.random);
                return runKeyCreate({asked.value(u"kind"_s), asked.value(u"partner"_s), asked.has(u"test"_s),
                                     asked.value(u"expires"_s), asked.value(u"name"_s), asked.values(u"scope"_s),
                                     asked.has(u"webhook-secret"_s)},
                                    keys, partners, place.output);
            }};
}

Command keyList()
{
    return {{u"key list"_s, {}, 0, u"List the API keys, never their secrets."_s, {jsonFlag()}, {}}, [](Workplace &place) {
                KeyService keys(place.store, place.clock, place.random);
                return runKeyList(keys, place.clock, place.output);
            }};
}

Command keyRevoke()
{
    return {{u"key revoke"_s, u"KEY"_s, 1, u"Refuse a key from now on; KEY is its id or its prefix."_s, {jsonFlag()}, {}},
            [](Workplace &place) {
                KeyService keys(place.store, place.clock, place.random);
                return runKeyRevoke(place.invocation.arguments.value(0), keys, place.output);
            }};
}

Command keyRotate()
{
    return {
        {u"key rotate"_s,
         u"KEY"_s,
         1,
         u"Make a new key in place of one, which stays valid for a while."_s,
         {{u"overlap"_s, u"How long the old one stays valid (default 24)."_s, u"HOURS"_s}, jsonFlag()},
         {}},
        [](Workplace &place) {
            KeyService keys(place.store, place.clock, place.random);
            return runKeyRotate({place.invocation.arguments.value(0), place.invocation.value(u"overlap"_s)}, keys, place.output);
        }};
}

QList<Command> allCommands()
{
    return {
        catalogImport(),
        {saleCreateSyntax(),
         [](Workplace &place) { return runSaleCreate(place.invocation, place.store, place.clock, place.random, place.output); }},
        {creditImportSyntax(),
         [](Workplace &place) {
             return runCreditImport(place.invocation, place.store, place.clock, place.random, place.output);
         }},
        userAdd(),
        userList(),
        userPassword(),
        userSwitch(u"user disable"_s, u"Refuse a user and end all sessions from now on."_s, true),
        userSwitch(u"user enable"_s, u"Let a user sign in again."_s, false),
        partnerAdd(),
        partnerList(),
        partnerChange(),
        partnerSwitch(u"partner disable"_s, u"Refuse a partner's keys and signatures from now on."_s, true),
        partnerSwitch(u"partner enable"_s, u"Take a partner's keys and signatures again."_s, false),
        partnerSecret(),
        keyCreate(),
        keyList(),
        keyRevoke(),
        keyRotate(),
        {verifySyntax(), [](Workplace &place) { return runVerify(place.store, place.storeOptions, place.output); }},
        {backupSyntax(), [](Workplace &place) { return runBackup(place.invocation, place.store, place.output); }},
        {demoLoadSyntax(), {}, runDemoLoad},
        {restoreSyntax(),
         {},
         [](const Invocation &invocation, const StoreOptions &options, const Clock &clock, Random &, CommandOutput &output) {
             return runRestore(invocation, options, clock, output);
         }}};
}

int runOn(const Command &command, const Invocation &invocation, const StoreOptions &storeOptions, bool allowHttp,
          const Clock &clock, Random &random, CommandOutput &output)
{
    if (command.runClosed)
        return command.runClosed(invocation, storeOptions, clock, random, output);
    auto store = Store::open(storeOptions, clock);
    if (!store)
        return fail(output, store.error());
    Workplace place{invocation, **store, storeOptions, allowHttp, clock, random, output};
    return command.run(place);
}

} // namespace

QList<CommandSyntax> commandSyntax()
{
    QList<CommandSyntax> syntax;
    for (const Command &command : allCommands())
        syntax << command.syntax;
    return syntax;
}

Result<Done> makeDataFolder(const QString &folder)
{
    const QFileInfo info(folder);
    if (info.isDir() && info.isWritable())
        return Done{};
    if (!info.exists() && QDir().mkpath(folder)) {
        QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        return Done{};
    }
    return failure(ErrorCode::StorageUnavailable,
                   u"the data folder %1 can't be written to; give another with --data-dir or mend its permissions"_s.arg(folder));
}

Result<ServerOptions> readOptions(const Invocation &invocation)
{
    QString file = invocation.configFile;
    const QString usual = invocation.dataDir + u"/tidegate.toml"_s;
    if (file.isEmpty() && QFileInfo::exists(usual))
        file = usual;
    auto settings = Settings::load(file, {}, invocation.settings);
    if (!settings)
        return tl::unexpected(settings.error());
    return ServerOptions::read(*settings, invocation.dataDir);
}

int runCommand(const Invocation &invocation, const Clock &clock, Random &random)
{
    QTextStream out(stdout);
    QTextStream err(stderr);
    CommandOutput output{out, err, invocation.has(u"json"_s)};
    auto options = readOptions(invocation);
    if (!options)
        return fail(output, options.error());
    if (auto made = makeDataFolder(invocation.dataDir); !made)
        return fail(output, made.error());
    StoreOptions storeOptions = options->store;
    storeOptions.maximumReadAge =
        std::chrono::milliseconds(0); // verify reads all there is; nobody waits for a command but its caller
    for (const Command &command : allCommands()) {
        if (command.syntax.name == invocation.command)
            return runOn(command, invocation, storeOptions, options->partnerSide.callbacks.allowHttp, clock, random, output);
    }
    return ExitUsage;
}

} // namespace tidegate
