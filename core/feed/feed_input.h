// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feed/feed_adapter.h"

#include <QIODevice>

#include <memory>

namespace tidegate {

/// The bytes of a device as they are. More than `maximumBytes` are refused (too_large).
class DeviceInput final : public FeedInput
{
public:
    /// The device must be open and outlive this.
    DeviceInput(QIODevice &device, qint64 maximumBytes);
    Result<qsizetype> read(char *data, qsizetype size) override;
    [[nodiscard]] qint64 bytesRead() const { return m_bytes; }

private:
    QIODevice &m_device;
    qint64 m_maximumBytes;
    qint64 m_bytes = 0;
};

struct GunzipLimits {
    qint64 maximumBytes = 8LL << 30;    ///< after unpacking
    double maximumRatio = 200;          ///< of unpacked to packed …
    qint64 ratioFreeBytes = 16LL << 20; ///< … once more than this was unpacked
};

/// Unpacks gzip (RFC 1952), of several members too. Refuses, with one FieldError: what is no gzip, is cut off, has a wrong
/// checksum or something behind its end (broken_gzip), and what unpacks to more than the limits allow (gzip_bomb).
class GunzipInput final : public FeedInput
{
public:
    /// `packed` must outlive this.
    GunzipInput(FeedInput &packed, const GunzipLimits &limits);
    ~GunzipInput() override;
    GunzipInput(const GunzipInput &) = delete;
    GunzipInput &operator=(const GunzipInput &) = delete;

    Result<qsizetype> read(char *data, qsizetype size) override;

    static bool isGzip(QByteArrayView beginning);

private:
    Result<qsizetype> inflateInto(char *data, qsizetype size);
    Result<Done> refill();
    Result<bool> startMember();

    class Stream;
    FeedInput &m_packed;
    GunzipLimits m_limits;
    std::unique_ptr<Stream> m_stream;
    QByteArray m_buffer;
    qint64 m_in = 0;
    qint64 m_out = 0;
    bool m_inMember = false;
    bool m_first = true;
    bool m_packedEnded = false;
};

/// Some bytes that were read before, then the rest of where they came from.
class PrefixedInput final : public FeedInput
{
public:
    /// `rest` must outlive this.
    PrefixedInput(QByteArray prefix, FeedInput &rest);
    Result<qsizetype> read(char *data, qsizetype size) override;

private:
    QByteArray m_prefix;
    qsizetype m_at = 0;
    FeedInput &m_rest;
};

/// Reads until `size` bytes are there, or the end.
Result<QByteArray> readBeginning(FeedInput &input, qsizetype size);

} // namespace tidegate
