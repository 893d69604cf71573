// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rma/file_type.h"

#include <memory>
#include <spng.h>
#include <turbojpeg.h>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr qint64 maximumSide = 65'500; // of libjpeg's own
constexpr qint64 maximumPixels = 100'000'000;
constexpr qsizetype pdfTail = 1'024;

bool isSize(qint64 width, qint64 height)
{
    return width > 0 && height > 0 && width <= maximumSide && height <= maximumSide && width * height <= maximumPixels;
}

bool isJpeg(const QByteArray &content)
{
    if (!content.startsWith("\xff\xd8\xff"))
        return false;
    const std::unique_ptr<void, decltype(&tjDestroy)> reader(tjInitDecompress(), &tjDestroy);
    int width = 0;
    int height = 0;
    int subsampling = 0;
    int colours = 0;
    return reader
        && tjDecompressHeader3(reader.get(), reinterpret_cast<const unsigned char *>(content.constData()),
                               static_cast<unsigned long>(content.size()), &width, &height, &subsampling, &colours)
        == 0
        && isSize(width, height);
}

bool isPng(const QByteArray &content)
{
    if (!content.startsWith("\x89PNG\r\n\x1a\n"))
        return false;
    const std::unique_ptr<spng_ctx, decltype(&spng_ctx_free)> reader(spng_ctx_new(0), &spng_ctx_free);
    spng_ihdr header{};
    return reader && spng_set_png_buffer(reader.get(), content.constData(), std::size_t(content.size())) == SPNG_OK
        && spng_get_ihdr(reader.get(), &header) == SPNG_OK && isSize(header.width, header.height);
}

bool isPdf(const QByteArray &content)
{
    const QByteArray tail = content.last(std::min(content.size(), pdfTail));
    return content.startsWith("%PDF-") && tail.contains("startxref") && tail.contains("%%EOF");
}

} // namespace

QString mediaTypeOf(const QByteArray &content)
{
    if (isJpeg(content))
        return u"image/jpeg"_s;
    if (isPng(content))
        return u"image/png"_s;
    return isPdf(content) ? u"application/pdf"_s : QString();
}

} // namespace tidegate
