// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace tidegate {

/// What a file is, told by its content alone: "image/jpeg", "image/png", "application/pdf", or empty for everything else. Of an
/// image its header is really decoded (TurboJPEG, libspng), and it has at most 100 million pixels, 65,500 on a side; a PDF has
/// its header at the front (ISO 32000, 7.5.2) and its end mark in the last 1024 bytes, where readers look for it.
QString mediaTypeOf(const QByteArray &content);

} // namespace tidegate
