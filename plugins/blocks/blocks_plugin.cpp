// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/feed_adapter.h"
#include "core/feed/field_names.h"
#include "core/feed/line_reader.h"

#include <QObject>

using namespace Qt::StringLiterals;
using namespace tidegate;

namespace {

/// Reads "sku: A-1" line by line; an empty line ends a product.
class BlocksParser final : public FeedParser
{
public:
    explicit BlocksParser(FeedInput &input)
        : m_lines(input)
    {
    }

    Result<std::optional<Item>> next() override
    {
        std::optional<Item> item;
        while (true) {
            const Result<std::optional<QByteArrayView>> line = m_lines.next();
            if (!line)
                return tl::unexpected(line.error());
            if (!*line || ((*line)->isEmpty() && item))
                return item;
            if (!(*line)->isEmpty())
                take((*line)->toByteArray(), item ? *item : item.emplace());
        }
    }

private:
    void take(const QByteArray &line, Item &item)
    {
        const qsizetype colon = std::max<qsizetype>(line.indexOf(':'), 0);
        const auto name = QString::fromUtf8(line.first(colon));
        if (item.record.line == 0)
            item.record.line = m_lines.line();
        if (isRejectionName(name))
            return;
        item.record.source += line + '\n';
        if (const auto field = ownField(name))
            item.record[*field] = QString::fromUtf8(line.sliced(colon + 1)).trimmed();
        else
            item.broken.push_back(
                {m_lines.line(), {}, u"unknown_field"_s, u"Write a known field, a colon and its value."_s, name.left(200)});
    }

    LineReader m_lines;
};

class BlocksAdapter final : public FeedAdapter
{
public:
    QString format() const override { return u"blocks"_s; }
    QString name() const override { return u"Blocks of lines (example)"_s; }
    QString expectation() const override { return u"lines \"sku: …\", and an empty line between products"_s; }
    FeedMatch recognises(const FeedSample &sample) const override
    {
        return sample.beginning.trimmed().startsWith("sku:") ? FeedMatch::Certain : FeedMatch::No;
    }
    std::unique_ptr<FeedParser> open(FeedInput &input) const override { return std::make_unique<BlocksParser>(input); }
    QByteArray rejected(const QByteArray &, const std::vector<RejectedRecord> &records) const override
    {
        QByteArray blocks;
        for (const RejectedRecord &record : records)
            blocks += record.source + "tidegate_error: " + record.error.simplified().toUtf8() + "\n\n";
        return blocks;
    }
    QByteArray mediaType() const override { return "text/plain; charset=utf-8"; }
};

} // namespace

class BlocksPlugin : public QObject, public FeedPlugin
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID TidegateFeedPlugin_iid FILE "blocks.json")
    Q_INTERFACES(tidegate::FeedPlugin)

public:
    std::shared_ptr<FeedAdapter> create() override { return std::make_shared<BlocksAdapter>(); }
};

#include "blocks_plugin.moc"
