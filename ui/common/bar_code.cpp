// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/bar_code.h"

#include <memory>
#include <zint.h>

namespace tidegate {

QImage barCode(const QString &text)
{
    const std::unique_ptr<zint_symbol, void (*)(zint_symbol *)> symbol(ZBarcode_Create(), ZBarcode_Delete);
    if (!symbol) {
        return {};
    }
    symbol->symbology = BARCODE_CODE128;
    symbol->output_options |= BARCODE_QUIET_ZONES;
    symbol->show_hrt = 0;
    symbol->height = 30;
    const QByteArray bytes = text.toUtf8();
    const auto *data = reinterpret_cast<const unsigned char *>(bytes.constData());
    if (ZBarcode_Encode_and_Buffer(symbol.get(), data, int(bytes.size()), 0) >= ZINT_ERROR) {
        return {};
    }
    const int bytesPerLine = symbol->bitmap_width * 3;
    return QImage(symbol->bitmap, symbol->bitmap_width, symbol->bitmap_height, bytesPerLine, QImage::Format_RGB888).copy();
}

} // namespace tidegate
