// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <zlib.h>

/// One gzip member.
inline QByteArray packed(const QByteArray &bytes)
{
    z_stream stream{};
    constexpr int asGzip = 15 + 16; // zlib.h, deflateInit2
    if (deflateInit2(&stream, 9, Z_DEFLATED, asGzip, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        qFatal("no zlib");
    QByteArray out(qsizetype(deflateBound(&stream, static_cast<uLong>(bytes.size()))), Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.constData()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int outcome = deflate(&stream, Z_FINISH);
    out.truncate(qsizetype(stream.total_out));
    deflateEnd(&stream);
    if (outcome != Z_STREAM_END)
        qFatal("not packed");
    return out;
}
