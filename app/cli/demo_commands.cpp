// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/demo_commands.h"

#include "core/base/text.h"
#include "core/feed/csv_writer.h"
#include "core/replay/order_replay.h"

#include <QFile>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

namespace {

constexpr std::size_t shownRefusals = 20;
constexpr auto progressInterval = 1s;

/// Where the rows go that were refused: the first ones are kept to be shown, all of them are written to a file if one was asked for.
class Refusals
{
public:
    Result<Done> open(const QString &path)
    {
        m_file.setFileName(path);
        if (path.isEmpty())
            return Done{};
        if (!m_file.open(QIODevice::WriteOnly | QIODevice::Truncate))
            return failure(ErrorCode::StorageUnavailable, u"%1 can't be written: %2"_s.arg(path, m_file.errorString()));
        m_file.write(csvRow({u"line"_s, u"column"_s, u"code"_s, u"message"_s, u"value"_s}));
        return Done{};
    }

    void add(const FieldError &refusal)
    {
        if (m_first.size() < shownRefusals)
            m_first.push_back(refusal);
        if (m_file.isOpen())
            m_file.write(csvRow({QString::number(refusal.line), refusal.field, refusal.code, refusal.message, refusal.value}));
    }

    Result<Done> close()
    {
        if (!m_file.isOpen() || (m_file.flush() && m_file.error() == QFileDevice::NoError))
            return Done{};
        return failure(ErrorCode::StorageUnavailable,
                       u"%1 could not be written to its end: %2"_s.arg(m_file.fileName(), m_file.errorString()));
    }

    [[nodiscard]] const std::vector<FieldError> &first() const { return m_first; }

private:
    QFile m_file;
    std::vector<FieldError> m_first;
};

/// One line a second on standard error.
class ProgressLines
{
public:
    ProgressLines(const Clock &clock, CommandOutput &output)
        : m_clock(clock)
        , m_output(output)
        , m_next(clock.monotonic() + progressInterval)
    {
    }

    void show(const ReplayProgress &progress)
    {
        if (m_output.json || m_clock.monotonic() < m_next)
            return;
        m_next = m_clock.monotonic() + progressInterval;
        const qint64 percent = progress.totalBytes > 0 ? progress.bytes * 100 / progress.totalBytes : 100;
        m_output.err << percent << " %: " << progress.report.rows << " rows, " << progress.report.orders << " orders, "
                     << progress.report.returns << " returns, " << progress.report.refusedRows() << " rows refused\n";
        m_output.err.flush();
    }

private:
    const Clock &m_clock;
    CommandOutput &m_output;
    Monotonic m_next;
};

void describe(QTextStream &out, const QString &file, const ReplayReport &report, const Refusals &refusals)
{
    const auto money = [&report](qint64 amount) { return Money{amount, report.currency}.toString(); };
    const auto rows = [](qint64 count) { return counted(count, u"row"_s, u"rows"_s); };
    const auto units = [](qint64 count) { return counted(count, u"unit"_s, u"units"_s); };
    out << "Loaded " << escapeControls(file) << ": " << rows(report.rows) << ".\n"
        << "  " << counted(report.orders, u"order"_s, u"orders"_s) << " of " << rows(report.orderRows) << ": "
        << units(report.units) << ", " << money(report.revenue) << '\n'
        << "  " << counted(report.returns, u"return"_s, u"returns"_s) << " of " << rows(report.returnRows) << ": "
        << units(report.returnedUnits) << ", " << money(report.returned) << " of store credit\n"
        << "  " << rows(report.refusedRows()) << " refused\n";
    for (auto each = report.refused.begin(); each != report.refused.end(); ++each)
        out << "    " << each.key() << ' ' << each.value() << '\n';
    for (const FieldError &refusal : refusals.first()) {
        out << "  line " << refusal.line << ", " << refusal.field << ": " << refusal.code << ": "
            << escapeControls(refusal.message);
        if (!refusal.value.isEmpty())
            out << " [" << escapeControls(refusal.value) << ']';
        out << '\n';
    }
    if (report.refusedRows() > qint64(refusals.first().size()))
        out << "  … and " << report.refusedRows() - qint64(refusals.first().size()) << " more; --refused FILE writes them all.\n";
    out.flush();
}

int replay(const Invocation &invocation, Store &store, ReplayClock &clock, Random &random, Currency currency,
           CommandOutput &output)
{
    const QString file = invocation.arguments.value(0);
    Refusals refusals;
    if (auto opened = refusals.open(invocation.value(u"refused"_s)); !opened)
        return fail(output, opened.error());
    ProgressLines lines(clock, output);
    ReplayOptions options;
    options.currency = currency;
    options.actor = u"demo load"_s;
    options.onRefusal = [&refusals](const FieldError &refusal) { refusals.add(refusal); };
    options.onProgress = [&lines](const ReplayProgress &progress) {
        lines.show(progress);
        return true;
    };
    const auto report = OrderReplay(store, clock, random).run(file, options);
    if (auto closed = refusals.close(); !closed)
        return fail(output, closed.error());
    if (!report) {
        Error error = report.error();
        if (error.code == ErrorCode::InvalidRequest)
            error.detail = file + u": "_s + error.detail + u" What was loaded before that stays."_s;
        const ExitStatus status = error.code == ErrorCode::NotFound ? ExitEnvironment
            : error.code == ErrorCode::InvalidRequest               ? ExitCheckFailed
                                                                    : exitStatusOf(error);
        return fail(output, error, status);
    }
    if (output.json) {
        QJsonObject object = toJson(*report);
        object.insert(u"errors"_s, toJson(refusals.first()));
        print(output, object);
    } else {
        describe(output.out, file, *report, refusals);
    }
    return report->refusedRows() > 0 ? ExitCheckFailed : ExitDone;
}

} // namespace

CommandSyntax demoLoadSyntax()
{
    return {
        u"demo load"_s,
        u"FILE"_s,
        1,
        u"Replay another shop's invoices (CSV: InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID) as orders, "
        "shipments and returns. One file after the other, by their dates; a file that was interrupted goes on where it stopped, and none "
        "is loaded twice. Rows that can't be orders or returns are told by line; then the exit status is 1."_s,
        {{u"currency"_s, u"Of the prices (default GBP)."_s, u"CODE"_s, u"GBP"_s},
         {u"refused"_s, u"Write all rows that were refused, with line and reason, to a CSV file."_s, u"FILE"_s},
         {u"json"_s, u"Answer for machines."_s}},
        {}};
}

int runDemoLoad(const Invocation &invocation, const StoreOptions &options, const Clock &clock, Random &random,
                CommandOutput &output)
{
    const QString asked = invocation.has(u"currency"_s) ? invocation.value(u"currency"_s) : u"GBP"_s;
    const std::optional<Currency> currency = Currency::fromCode(asked);
    if (!currency) {
        const QString sentence =
            u"--currency: %1 is not a currency; write its three-letter code, such as GBP"_s.arg(asked.left(64));
        return fail(output, {ErrorCode::InvalidRequest, sentence, std::nullopt, {}});
    }
    ReplayClock replayClock(clock);
    auto store = Store::open(options, replayClock);
    if (!store)
        return fail(output, store.error());
    return replay(invocation, **store, replayClock, random, *currency, output);
}

} // namespace tidegate
