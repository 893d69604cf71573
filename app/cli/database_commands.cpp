// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/database_commands.h"

#include "core/rma/return_invariants.h"
#include "core/sale/invariants.h"
#include "core/store/audit.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

const QCommandLineOption jsonOption(u"json"_s, u"Answer for machines."_s);

/// What verify found; the chain's part needs the key and the anchor from their files.
Result<QStringList> findViolations(Store &store, const StoreOptions &options)
{
    const auto key = AuditKey::load(options.keyFile);
    if (!key)
        return tl::unexpected(key.error());
    const auto anchor = readAuditAnchor(options.anchorFile, *key);
    return store
        .read([&](ReadTransaction &transaction) -> Result<QStringList> {
            QStringList violations = violatedInvariants(transaction) + violatedReturnInvariants(transaction);
            if (!anchor)
                violations << u"audit chain: "_s + anchor.error().detail;
            for (const AuditViolation &violation : verifyAudit(transaction, *key, anchor.value_or(std::nullopt)))
                violations << u"audit chain, entry %1: %2"_s.arg(violation.seq).arg(violation.what);
            return violations;
        })
        .get();
}

} // namespace

CommandSyntax verifySyntax()
{
    return {u"verify"_s, {}, 0, u"Check every invariant of the database and its audit chain."_s, {jsonOption}, {}};
}

int runVerify(Store &store, const StoreOptions &options, CommandOutput &output)
{
    const auto violations = findViolations(store, options);
    if (!violations)
        return fail(output, violations.error());
    if (output.json)
        print(output, {{u"ok"_s, violations->isEmpty()}, {u"violations"_s, QJsonArray::fromStringList(*violations)}});
    else if (violations->isEmpty())
        output.out << u"All invariants hold and the audit chain is whole.\n"_s;
    else
        output.out << violations->join(u'\n') << u'\n';
    return violations->isEmpty() ? ExitDone : ExitCheckFailed;
}

CommandSyntax backupSyntax()
{
    return {
        u"backup"_s,
        u"FILE"_s,
        1,
        u"Copy the database to a new file while everything goes on. Of the data folder, audit.key and return-files are not in it."_s,
        {jsonOption},
        {}};
}

int runBackup(const Invocation &invocation, Store &store, CommandOutput &output)
{
    const QString file = invocation.arguments.value(0);
    const Result<Done> done = store.backup(file).get();
    if (!done)
        return fail(output, done.error());
    if (output.json)
        print(output, {{u"file"_s, file}});
    else
        output.out << u"Backed up to %1. Keep audit.key and return-files of the data folder with it.\n"_s.arg(file);
    return ExitDone;
}

CommandSyntax restoreSyntax()
{
    return {u"restore"_s, u"FILE"_s, 1, u"Put a backup in place of the database; stop the server first."_s, {jsonOption}, {}};
}

int runRestore(const Invocation &invocation, const StoreOptions &options, const Clock &clock, CommandOutput &output)
{
    const QString file = invocation.arguments.value(0);
    const Result<Done> done = Store::restore(options, file, clock);
    if (!done)
        return fail(output, done.error());
    if (output.json)
        print(output, {{u"restored"_s, file}});
    else
        output.out << u"Restored from %1.\n"_s.arg(file);
    return ExitDone;
}

} // namespace tidegate
