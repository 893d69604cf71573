// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/own_table.h"

#include "core/feed/feed_error.h"
#include "core/feed/field_names.h"
#include "core/feed/google_table.h"
#include "core/feed/shopify_csv.h"
#include "core/feed/table_parser.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

class OwnLayout final : public TableLayout
{
public:
    Result<Done> begin(const TableHeader &header) override
    {
        bool known = false;
        for (qsizetype i = 0; i < header.names().size(); ++i) {
            const QString &name = header.names()[i];
            if (name.isEmpty())
                continue;
            const std::optional<FeedField> field = ownField(name);
            if (!field)
                return refuse(header);
            known = known || field == FeedField::Sku;
            m_columns.push_back({i, *field, name == feedFieldName(*field) ? QString() : name});
        }
        return known ? Result<Done>(Done{}) : refuse(header);
    }

    void read(const CsvRecord &record, FeedParser::Item &item) override
    {
        for (const Column &column : m_columns) {
            item.record[column.field] = cellText(record.at(column.index));
            if (!column.name.isEmpty())
                item.record.names[std::size_t(column.field)] = column.name;
        }
    }

private:
    struct Column {
        qsizetype index;
        FeedField field;
        QString name; ///< empty: our own
    };

    static tl::unexpected<Error> refuse(const TableHeader &header)
    {
        const QString expected = u"own (%1); shopify (%2); google (%3)"_s.arg(ownFieldList(), ShopifyCsvAdapter().expectation(),
                                                                              GoogleTableAdapter().expectation());
        return refuseFeed(header.line(), u"unknown_columns"_s,
                          u"The columns of this file are not known. Found: %1. Expected one of: %2."_s.arg(
                              listedNames(header.names()), expected),
                          listedNames(header.names()));
    }

    std::vector<Column> m_columns;
};

} // namespace

QString OwnTableAdapter::expectation() const
{
    return ownFieldList();
}

FeedMatch OwnTableAdapter::recognises(const FeedSample &sample) const
{
    const TableSample table = sampleTable(sample);
    if (!table.isTable || !hasDelimiter(table.delimiter))
        return FeedMatch::No;
    const bool allOurs =
        std::all_of(table.names.begin(), table.names.end(), [](const QString &name) { return name.isEmpty() || ownField(name); });
    return allOurs && table.has({u"sku"}) ? FeedMatch::Certain : FeedMatch::Possible;
}

std::unique_ptr<FeedParser> OwnTableAdapter::open(FeedInput &input) const
{
    return openTable(input, std::make_unique<OwnLayout>());
}

QByteArray OwnTableAdapter::rejected(const QByteArray &frame, const std::vector<RejectedRecord> &records) const
{
    return rejectedTable(frame, records);
}

QString OwnCsvAdapter::format() const
{
    return u"own-csv"_s;
}

QString OwnCsvAdapter::name() const
{
    return u"Tidegate columns, CSV"_s;
}

QByteArray OwnCsvAdapter::mediaType() const
{
    return "text/csv; charset=utf-8";
}

bool OwnCsvAdapter::hasDelimiter(char delimiter) const
{
    return delimiter != '\t';
}

QString OwnTsvAdapter::format() const
{
    return u"own-tsv"_s;
}

QString OwnTsvAdapter::name() const
{
    return u"Tidegate columns, tab-separated"_s;
}

QByteArray OwnTsvAdapter::mediaType() const
{
    return "text/tab-separated-values; charset=utf-8";
}

bool OwnTsvAdapter::hasDelimiter(char delimiter) const
{
    return delimiter == '\t';
}

} // namespace tidegate
