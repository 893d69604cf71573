// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/catalog_commands.h"

#include "core/base/text.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

QJsonObject toJson(const ImportReport &report)
{
    QJsonObject object{{u"job_id"_s, report.jobId},
                       {u"format"_s, report.format},
                       {u"dry_run"_s, report.dryRun},
                       {u"total"_s, report.total},
                       {u"rows"_s, report.rows},
                       {u"created"_s, report.created},
                       {u"updated"_s, report.updated},
                       {u"unchanged"_s, report.unchanged},
                       {u"rejected"_s, report.rejected},
                       {u"passed_over"_s, report.passedOver},
                       {u"errors"_s, toJson(report.errors)},
                       {u"error_count"_s, report.errorCount},
                       {u"notes"_s, toJson(report.notes)},
                       {u"note_count"_s, report.noteCount}};
    if (report.stopped)
        object.insert(u"stopped"_s, report.stopped->detail);
    return object;
}

void list(QTextStream &stream, const QString &title, const std::vector<FieldError> &findings, qint64 count)
{
    if (count == 0)
        return;
    stream << title << ":\n";
    for (const FieldError &finding : findings) {
        stream << "  line " << finding.line;
        if (!finding.field.isEmpty())
            stream << ", " << escapeControls(finding.field);
        stream << ": " << escapeControls(finding.message);
        if (!finding.value.isEmpty())
            stream << " [" << escapeControls(finding.value) << ']';
        stream << '\n';
    }
    if (count > qint64(findings.size()))
        stream << "  … and " << count - qint64(findings.size()) << " more\n";
}

void describe(QTextStream &stream, const ImportReport &report, const QString &file)
{
    stream << (report.dryRun ? "Dry run, nothing was changed: " : "Imported ") << escapeControls(file) << " (" << report.format
           << "), " << report.rows << " of " << report.total << " rows: " << report.created << " created, " << report.updated
           << " updated, " << report.unchanged << " unchanged, " << report.rejected << " rejected, " << report.passedOver
           << " without a product.\n";
    list(stream, u"Rejected"_s, report.errors, report.errorCount);
    list(stream, u"Notes"_s, report.notes, report.noteCount);
    stream.flush();
}

ExitStatus refusalStatus(const Error &error)
{
    if (error.code == ErrorCode::NotFound)
        return ExitEnvironment;
    if (!error.fields.empty() && error.fields.front().code == u"unknown_format")
        return ExitUsage;
    return error.code == ErrorCode::InvalidRequest ? ExitCheckFailed : exitStatusOf(error);
}

} // namespace

int runCatalogImport(const CatalogImportArguments &arguments, CatalogService &catalog, CommandOutput &output)
{
    const std::optional<Currency> currency = Currency::fromCode(arguments.currency);
    if (!currency) {
        const Error error{
            ErrorCode::InvalidRequest,
            u"--currency: %1 is not a currency; write its three-letter code, such as EUR"_s.arg(arguments.currency.left(64)),
            std::nullopt,
            {}};
        return fail(output, error);
    }
    ImportOptions options;
    options.format = arguments.format;
    options.dryRun = arguments.dryRun;
    options.currency = *currency;
    options.actor = u"command line"_s;
    const Result<ImportReport> report = catalog.importFile(arguments.file, options).get();
    if (!report) {
        Error error = report.error();
        if (error.code == ErrorCode::InvalidRequest)
            error.detail = arguments.file + u": "_s + error.detail;
        return fail(output, error, refusalStatus(error));
    }
    if (output.json)
        print(output, toJson(*report));
    else
        describe(output.out, *report, arguments.file);
    if (report->stopped) {
        output.err << "tidegate: the import stopped after " << report->rows
                   << " rows: " << escapeControls(report->stopped->detail) << " Run it again to complete it.\n";
        output.err.flush();
        return exitStatusOf(*report->stopped);
    }
    return report->rejected > 0 ? ExitCheckFailed : ExitDone;
}

} // namespace tidegate
