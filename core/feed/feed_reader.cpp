// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/feed_reader.h"

#include "core/feed/feed_error.h"
#include "core/feed/feed_input.h"
#include "core/feed/text_input.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr qsizetype sampleBytes = qsizetype(64) * 1024;

} // namespace

class FeedReader::Impl
{
public:
    Impl(QIODevice &device, const FeedOptions &options)
        : m_options(options)
        , m_device(device, options.maximumBytes)
    {
    }

    Result<Done> open(const FeedRegistry &registry)
    {
        Result<QByteArray> beginning = unpackedBeginning();
        if (!beginning)
            return tl::unexpected(beginning.error());
        const TextBeginning encoding = detectEncoding(*beginning);
        const QByteArray text = beginningAsUtf8(*beginning);
        m_raw.emplace(std::move(*beginning), m_unpacked ? static_cast<FeedInput &>(*m_unpacked) : m_device);
        if (text.trimmed().isEmpty())
            return refuseFeed(0, u"empty_feed"_s, u"The file is empty."_s);
        if (const Result<Done> chosen = choose(registry, {m_options.mediaType, text, QByteArrayView(text).isValidUtf8()});
            !chosen)
            return chosen;
        if (m_adapter->wantsRawBytes()) {
            m_parser = m_adapter->open(*m_raw);
        } else {
            m_text.emplace(*m_raw, encoding);
            m_parser = m_adapter->open(*m_text);
        }
        return Done{};
    }

    Result<std::optional<FeedParser::Item>> next()
    {
        Result<std::optional<FeedParser::Item>> item = m_parser->next();
        if (!item)
            return item;
        if (*item)
            ++m_records;
        else if (m_records == 0)
            return refuseFeed(0, u"no_rows"_s, u"There is no product in this file."_s);
        return item;
    }

    [[nodiscard]] Currency currency() const { return m_options.currency; }
    [[nodiscard]] const FeedAdapter &adapter() const { return *m_adapter; }
    [[nodiscard]] QByteArray frame() const { return m_parser->frame(); }
    [[nodiscard]] qint64 bytesRead() const { return m_device.bytesRead(); }

private:
    Result<QByteArray> unpackedBeginning()
    {
        Result<QByteArray> beginning = readBeginning(m_device, sampleBytes);
        if (!beginning || !(m_options.gzip || GunzipInput::isGzip(*beginning)))
            return beginning;
        m_packed.emplace(std::move(*beginning), m_device);
        m_unpacked.emplace(*m_packed, GunzipLimits{m_options.maximumBytes, m_options.maximumRatio});
        return readBeginning(*m_unpacked, sampleBytes);
    }

    Result<Done> choose(const FeedRegistry &registry, const FeedSample &sample)
    {
        m_adapter = m_options.format.isEmpty() ? registry.recognise(sample) : registry.find(m_options.format);
        if (!m_adapter && m_options.format.isEmpty()) {
            return refuseFeed(0, u"unknown_format"_s,
                              u"This file is of no format that is known here. Known are: %1."_s.arg(registry.expectations()));
        }
        if (!m_adapter) {
            QStringList known;
            for (const auto &adapter : registry.all())
                known << adapter->format();
            return refuseFeed(0, u"unknown_format"_s,
                              u"There is no format \"%1\". Known are: %2."_s.arg(m_options.format.left(64), known.join(u", "_s)),
                              m_options.format.left(64));
        }
        if (!m_options.allowed.isEmpty() && !m_options.allowed.contains(m_adapter->format())) {
            return refuseFeed(0, u"format_not_allowed"_s,
                              u"This file is of the format %1, which is not agreed with you. Send one of: %2."_s.arg(
                                  m_adapter->format(), m_options.allowed.join(u", "_s)),
                              m_adapter->format());
        }
        return Done{};
    }

    FeedOptions m_options;
    DeviceInput m_device;
    std::optional<PrefixedInput> m_packed;
    std::optional<GunzipInput> m_unpacked;
    std::optional<PrefixedInput> m_raw;
    std::optional<Utf8Input> m_text;
    std::shared_ptr<const FeedAdapter> m_adapter;
    std::unique_ptr<FeedParser> m_parser;
    qint64 m_records = 0;
};

Result<std::unique_ptr<FeedReader>> FeedReader::open(const FeedRegistry &registry, QIODevice &device, const FeedOptions &options)
{
    auto impl = std::make_unique<Impl>(device, options);
    if (const Result<Done> opened = impl->open(registry); !opened)
        return tl::unexpected(opened.error());
    return std::unique_ptr<FeedReader>(new FeedReader(std::move(impl)));
}

FeedReader::FeedReader(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{
}

FeedReader::~FeedReader() = default;

Result<std::optional<FeedRow>> FeedReader::next()
{
    Result<std::optional<FeedParser::Item>> item = m_impl->next();
    if (!item)
        return tl::unexpected(item.error());
    if (!*item)
        return std::nullopt;
    return checkRecord(std::move(**item), m_impl->currency());
}

Result<bool> FeedReader::skip()
{
    const Result<std::optional<FeedParser::Item>> item = m_impl->next();
    if (!item)
        return tl::unexpected(item.error());
    return item->has_value();
}

const FeedAdapter &FeedReader::adapter() const
{
    return m_impl->adapter();
}

QByteArray FeedReader::frame() const
{
    return m_impl->frame();
}

qint64 FeedReader::bytesRead() const
{
    return m_impl->bytesRead();
}

} // namespace tidegate
