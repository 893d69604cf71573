// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/feed_input.h"

#include "core/feed/feed_error.h"

#include <algorithm>
#include <cstring>
#include <zlib.h>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr qsizetype packedPiece = qsizetype(64) * 1024;

tl::unexpected<Error> broken(const QString &message)
{
    return refuseFeed(0, u"broken_gzip"_s, message);
}

} // namespace

DeviceInput::DeviceInput(QIODevice &device, qint64 maximumBytes)
    : m_device(device)
    , m_maximumBytes(maximumBytes)
{
}

Result<qsizetype> DeviceInput::read(char *data, qsizetype size)
{
    const qint64 count = m_device.read(data, size);
    if (count < 0)
        return failure(ErrorCode::NotFound, u"the file can't be read: %1"_s.arg(m_device.errorString()));
    m_bytes += count;
    if (m_bytes > m_maximumBytes)
        return refuseFeed(0, u"too_large"_s, u"The file is larger than %1 MiB. Split it."_s.arg(m_maximumBytes >> 20));
    return qsizetype(count);
}

class GunzipInput::Stream
{
public:
    Stream()
    {
        constexpr int gzipOnly = 15 + 16; // zlib.h, inflateInit2
        const int outcome = inflateInit2(&z, gzipOnly);
        Q_CHECK_PTR(outcome == Z_OK);
    }
    ~Stream() { inflateEnd(&z); }
    Stream(const Stream &) = delete;
    Stream &operator=(const Stream &) = delete;

    z_stream z{};
};

GunzipInput::GunzipInput(FeedInput &packed, const GunzipLimits &limits)
    : m_packed(packed)
    , m_limits(limits)
    , m_stream(std::make_unique<Stream>())
    , m_buffer(packedPiece, Qt::Uninitialized)
{
}

GunzipInput::~GunzipInput() = default;

bool GunzipInput::isGzip(QByteArrayView beginning)
{
    return beginning.startsWith("\x1f\x8b");
}

Result<Done> GunzipInput::refill()
{
    if (m_stream->z.avail_in > 0 || m_packedEnded)
        return Done{};
    const Result<qsizetype> count = m_packed.read(m_buffer.data(), m_buffer.size());
    if (!count)
        return tl::unexpected(count.error());
    m_packedEnded = *count == 0;
    m_in += *count;
    m_stream->z.next_in = reinterpret_cast<Bytef *>(m_buffer.data());
    m_stream->z.avail_in = static_cast<uInt>(*count);
    return Done{};
}

/// Whether there is one more member.
Result<bool> GunzipInput::startMember()
{
    if (const Result<Done> filled = refill(); !filled)
        return tl::unexpected(filled.error());
    if (m_stream->z.avail_in == 0) {
        if (m_first)
            return broken(u"The file is said to be packed with gzip, but it is empty."_s);
        return false;
    }
    if (*m_stream->z.next_in != 0x1f) {
        return broken(
            m_first ? u"The file is said to be packed with gzip, but it is not. Send it without Content-Encoding, or pack it."_s
                    : u"Something follows the end of the gzip data. Pack the file again and send all of it, and nothing else."_s);
    }
    m_first = false;
    inflateReset(&m_stream->z);
    return true;
}

Result<qsizetype> GunzipInput::inflateInto(char *data, qsizetype size)
{
    z_stream &z = m_stream->z;
    z.next_out = reinterpret_cast<Bytef *>(data);
    z.avail_out = static_cast<uInt>(size);
    while (z.avail_out == static_cast<uInt>(size)) {
        if (!m_inMember) {
            const Result<bool> started = startMember();
            if (!started)
                return tl::unexpected(started.error());
            m_inMember = *started;
            if (!m_inMember)
                return 0;
        }
        if (const Result<Done> filled = refill(); !filled)
            return tl::unexpected(filled.error());
        if (z.avail_in == 0)
            return broken(
                u"The gzip data is cut off. Send the file again; it did not arrive whole or was not packed to its end."_s);
        const int outcome = inflate(&z, Z_NO_FLUSH);
        if (outcome == Z_STREAM_END)
            m_inMember = false;
        else if (outcome != Z_OK && outcome != Z_BUF_ERROR)
            return broken(
                u"The gzip data is damaged (%1). Pack the file again."_s.arg(z.msg ? QString::fromLatin1(z.msg) : u"no gzip"_s));
    }
    return size - qsizetype(z.avail_out);
}

Result<qsizetype> GunzipInput::read(char *data, qsizetype size)
{
    const Result<qsizetype> count = inflateInto(data, std::min(size, qsizetype(1) << 20));
    if (!count)
        return count;
    m_out += *count;
    if (m_out > m_limits.maximumBytes)
        return refuseFeed(0, u"gzip_bomb"_s,
                          u"Unpacked, the file is larger than %1 MiB. Split it."_s.arg(m_limits.maximumBytes >> 20));
    const qint64 consumed = m_in - m_stream->z.avail_in;
    if (m_out > m_limits.ratioFreeBytes && double(m_out) > m_limits.maximumRatio * double(consumed)) {
        return refuseFeed(0, u"gzip_bomb"_s,
                          u"The file unpacks to more than %1 times its size, as no catalogue does. Send it unpacked."_s.arg(
                              m_limits.maximumRatio));
    }
    return count;
}

PrefixedInput::PrefixedInput(QByteArray prefix, FeedInput &rest)
    : m_prefix(std::move(prefix))
    , m_rest(rest)
{
}

Result<qsizetype> PrefixedInput::read(char *data, qsizetype size)
{
    if (m_at == m_prefix.size())
        return m_rest.read(data, size);
    const qsizetype count = std::min(size, m_prefix.size() - m_at);
    std::memcpy(data, m_prefix.constData() + m_at, std::size_t(count));
    m_at += count;
    return count;
}

Result<QByteArray> readBeginning(FeedInput &input, qsizetype size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    qsizetype filled = 0;
    while (filled < size) {
        const Result<qsizetype> count = input.read(bytes.data() + filled, size - filled);
        if (!count)
            return tl::unexpected(count.error());
        if (*count == 0)
            break;
        filled += *count;
    }
    bytes.truncate(filled);
    return bytes;
}

} // namespace tidegate
