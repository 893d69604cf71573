// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/sale_commands.h"

#include "core/base/id.h"
#include "core/base/text.h"
#include "core/sale/sale_service.h"
#include "core/sale/store_credit.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

const QString actor = u"command line"_s;

/// RFC 3339, "now", or "+SECONDS" from now.
Result<UtcMillis> readTime(const QString &option, const QString &text, UtcMillis now)
{
    if (text == u"now")
        return now;
    if (text.startsWith(u'+')) {
        bool whole = false;
        const qint64 seconds = text.mid(1).toLongLong(&whole);
        if (whole && seconds >= 0 && seconds < 1'000'000'000)
            return now + seconds * 1'000;
    }
    if (const auto time = parseTime(text))
        return *time;
    return failure(ErrorCode::InvalidRequest,
                   u"--%1 \"%2\" is no time: write 2026-11-27T18:00:00Z, now, or +3600 for an hour from now"_s.arg(option, text));
}

Result<NewSaleItem> readItem(const QString &text)
{
    // A SKU may hold colons: the numbers are read from the end.
    QStringList parts = text.split(u':');
    const auto number = [](const QString &part, qint64 &value) {
        bool whole = false;
        value = part.toLongLong(&whole);
        return whole && value >= 0;
    };
    qint64 first = 0;
    qint64 second = 0;
    qint64 third = 0;
    const qsizetype n = parts.size();
    if (n >= 4 && number(parts[n - 3], first) && number(parts[n - 2], second) && number(parts[n - 1], third))
        return NewSaleItem{parts.mid(0, n - 3).join(u':'), first, second, third};
    if (n >= 3 && number(parts[n - 2], first) && number(parts[n - 1], second))
        return NewSaleItem{parts.mid(0, n - 2).join(u':'), first, second, 0};
    return failure(
        ErrorCode::InvalidRequest,
        u"--item \"%1\" must be SKU:PRICE:QUOTA or SKU:PRICE:QUOTA:LIMIT, with the price in minor units (1999 for 19.99)"_s.arg(
            text));
}

Result<NewSale> readSale(const Invocation &invocation, UtcMillis now)
{
    NewSale sale;
    sale.name = invocation.value(u"name"_s);
    const auto starts = readTime(u"starts"_s, invocation.value(u"starts"_s), now);
    if (!starts)
        return tl::unexpected(starts.error());
    const auto ends = readTime(u"ends"_s, invocation.value(u"ends"_s), now);
    if (!ends)
        return tl::unexpected(ends.error());
    sale.startsAt = *starts;
    sale.endsAt = *ends;
    for (const QString &text : invocation.values(u"item"_s)) {
        auto item = readItem(text);
        if (!item)
            return tl::unexpected(item.error());
        sale.items.push_back(std::move(*item));
    }
    return sale;
}

struct CreditRow {
    qint64 line = 0;
    QString shopperId;
    Money amount;
};

Result<CreditRow> readCreditRow(const QString &text, qint64 line)
{
    const QStringList cells = text.split(u',');
    const auto refuse = [line](const QString &what) {
        return failure(ErrorCode::InvalidRequest, u"line %1: %2"_s.arg(line).arg(what));
    };
    if (cells.size() != 3 || cells[0].isEmpty() || cells[0].size() > 128)
        return refuse(u"expected shopper_id,amount,currency"_s);
    const auto currency = Currency::fromCode(cells[2].trimmed());
    if (!currency)
        return refuse(u"\"%1\" is no currency"_s.arg(cells[2].trimmed()));
    const auto amount = Money::parse(cells[1].trimmed(), *currency);
    if (!amount || amount->amount == 0)
        return refuse(u"\"%1\" is no amount above zero"_s.arg(cells[1].trimmed()));
    return CreditRow{line, cells[0], *amount};
}

Result<std::vector<CreditRow>> readCreditFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Text))
        return failure(ErrorCode::StorageUnavailable, u"%1 can't be read: %2"_s.arg(path, file.errorString()));
    std::vector<CreditRow> rows;
    qint64 line = 0;
    while (!file.atEnd()) {
        const QString text = QString::fromUtf8(file.readLine()).trimmed();
        ++line;
        if (text.isEmpty() || (line == 1 && text.startsWith(u"shopper_id")))
            continue;
        auto row = readCreditRow(text, line);
        if (!row)
            return tl::unexpected(row.error());
        rows.push_back(std::move(*row));
    }
    return rows;
}

/// All or nothing, so that a file can simply be sent again.
Result<Done> issueAll(WriteTransaction &transaction, const std::vector<CreditRow> &rows, const QString &batch, const Clock &clock,
                      Random &random)
{
    for (const CreditRow &row : rows) {
        const QString source = u"import:%1:%2"_s.arg(batch).arg(row.line);
        if (auto issued = issueCredit(transaction, newId(clock, random), row.shopperId, row.amount, source, actor); !issued)
            return issued;
    }
    return Done{};
}

} // namespace

CommandSyntax saleCreateSyntax()
{
    return {u"sale create"_s,
            {},
            0,
            u"Plan a flash sale."_s,
            {{u"name"_s, u"What shoppers see."_s, u"NAME"_s},
             {u"starts"_s, u"When it begins: RFC 3339, now, or +SECONDS."_s, u"TIME"_s},
             {u"ends"_s, u"When it ends."_s, u"TIME"_s},
             {u"item"_s, u"An item with its price in minor units and, if wanted, the limit per shopper; repeatable."_s,
              u"SKU:PRICE:QUOTA[:LIMIT]"_s},
             {u"json"_s, u"Answer for machines."_s}},
            {u"name"_s, u"starts"_s, u"ends"_s, u"item"_s}};
}

int runSaleCreate(const Invocation &invocation, Store &store, const Clock &clock, Random &random, CommandOutput &output)
{
    auto wanted = readSale(invocation, clock.utc());
    if (!wanted)
        return fail(output, wanted.error());
    SaleService sales(store, clock, random);
    const Result<Sale> sale = sales.create(std::move(*wanted), actor).get();
    if (!sale)
        return fail(output, sale.error());
    if (output.json) {
        print(output,
              {{u"id"_s, sale->id},
               {u"name"_s, sale->name},
               {u"starts_at"_s, formatTime(sale->startsAt)},
               {u"ends_at"_s, formatTime(sale->endsAt)}});
    } else {
        output.out << u"Sale \"%1\" has %2 and runs from %3 to %4.\n%5\n"_s.arg(sale->name)
                          .arg(counted(qint64(sale->items.size()), u"item"_s, u"items"_s))
                          .arg(formatTime(sale->startsAt), formatTime(sale->endsAt), sale->id);
    }
    return ExitDone;
}

CommandSyntax creditImportSyntax()
{
    return {u"credit import"_s,
            u"FILE"_s,
            1,
            u"Issue store credit to many shoppers: CSV with shopper_id,amount,currency."_s,
            {{u"json"_s, u"Answer for machines."_s}},
            {}};
}

int runCreditImport(const Invocation &invocation, Store &store, const Clock &clock, Random &random, CommandOutput &output)
{
    const auto rows = readCreditFile(invocation.arguments.value(0));
    if (!rows)
        return fail(output, rows.error());
    const QString batch = newId(clock, random);
    auto issuing = store.write([&](WriteTransaction &transaction) { return issueAll(transaction, *rows, batch, clock, random); });
    const Result<Done> issued = issuing.get();
    if (!issued)
        return fail(output, issued.error());
    if (output.json)
        print(output, {{u"issued"_s, qint64(rows->size())}});
    else
        output.out << u"%1 of store credit issued.\n"_s.arg(counted(qint64(rows->size()), u"entry"_s, u"entries"_s));
    return ExitDone;
}

} // namespace tidegate
