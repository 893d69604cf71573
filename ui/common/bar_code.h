// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>

namespace tidegate {

/// Printable ASCII as Code 128 (ISO/IEC 15417), black on white with the quiet zones that scanners need; two pixels for the narrowest bar, which at
/// 96 dpi is half a millimetre. Null where it can't be encoded.
QImage barCode(const QString &text);

} // namespace tidegate
