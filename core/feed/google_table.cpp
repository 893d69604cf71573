// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/google_table.h"

#include "core/feed/feed_error.h"
#include "core/feed/field_names.h"
#include "core/feed/google_fields.h"
#include "core/feed/table_parser.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

class GoogleLayout final : public TableLayout
{
public:
    Result<Done> begin(const TableHeader &header) override
    {
        for (qsizetype i = 0; i < header.names().size(); ++i) {
            if (const auto attribute = googleAttribute(header.names()[i]))
                m_columns.push_back({i, *attribute, header.names()[i]});
        }
        if (header.column({u"id"}) && header.column({u"title"}))
            return Done{};
        return refuseFeed(header.line(), u"unknown_columns"_s,
                          u"The columns of this file are not Google Merchant Center's. Found: %1. Expected: %2."_s.arg(
                              listedNames(header.names()), GoogleTableAdapter().expectation()),
                          listedNames(header.names()));
    }

    void read(const CsvRecord &record, FeedParser::Item &item) override
    {
        m_fields.clear();
        for (const Column &column : m_columns)
            m_fields.set(column.attribute, cellText(record.at(column.index)), column.name);
        m_fields.finish(item);
    }

private:
    struct Column {
        qsizetype index;
        GoogleAttribute attribute;
        QString name;
    };
    std::vector<Column> m_columns;
    GoogleFields m_fields;
};

} // namespace

QString GoogleTableAdapter::format() const
{
    return u"google-tsv"_s;
}

QString GoogleTableAdapter::name() const
{
    return u"Google Merchant Center, text"_s;
}

QString GoogleTableAdapter::expectation() const
{
    return u"id, title, description, link, image_link, availability, price, …"_s;
}

FeedMatch GoogleTableAdapter::recognises(const FeedSample &sample) const
{
    const TableSample table = sampleTable(sample);
    const bool isGoogles = table.has({u"id"}) && table.has({u"title"}) && table.has({u"price"})
        && table.has({u"link", u"image_link", u"availability", u"google_product_category"});
    return isGoogles ? FeedMatch::Certain : FeedMatch::No;
}

std::unique_ptr<FeedParser> GoogleTableAdapter::open(FeedInput &input) const
{
    return openTable(input, std::make_unique<GoogleLayout>());
}

QByteArray GoogleTableAdapter::rejected(const QByteArray &frame, const std::vector<RejectedRecord> &records) const
{
    return rejectedTable(frame, records);
}

QByteArray GoogleTableAdapter::mediaType() const
{
    return "text/tab-separated-values; charset=utf-8";
}

} // namespace tidegate
