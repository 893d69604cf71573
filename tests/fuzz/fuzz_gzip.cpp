// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/feed_input.h"

#include <QBuffer>

#include <cstdint>
#include <cstdlib>

using namespace tidegate;

namespace {

/// What comes out in pieces of this size; nothing where it is refused.
std::optional<QByteArray> unpack(QByteArray packed, qsizetype pieceSize)
{
    QBuffer buffer(&packed);
    buffer.open(QIODevice::ReadOnly);
    DeviceInput device(buffer, 1 << 20);
    GunzipInput input(device, {.maximumBytes = 1 << 20, .maximumRatio = 100, .ratioFreeBytes = 1 << 16});
    QByteArray out;
    QByteArray piece(pieceSize, Qt::Uninitialized);
    while (true) {
        const Result<qsizetype> count = input.read(piece.data(), piece.size());
        if (!count)
            return std::nullopt;
        if (*count == 0)
            return out;
        out.append(piece.constData(), *count);
        if (out.size() > 1 << 20)
            std::abort();
    }
}

} // namespace

/// Any bytes are unpacked within the limits or refused, in pieces of any size alike.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray packed(reinterpret_cast<const char *>(data), qsizetype(size));
    const auto whole = unpack(packed, 65'536);
    const auto pieces = unpack(packed, 7);
    if (whole && pieces && *whole != *pieces)
        std::abort();
    return 0;
}
