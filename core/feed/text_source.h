// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QIODevice>
#include <QStringDecoder>
#include <QStringEncoder>

#include <optional>

namespace tidegate {

/// Reads a text file piece by piece as UTF-8, whatever its byte order mark says it is: UTF-8 or UTF-16, little or big end first.
/// Without a mark it is taken as UTF-8; whether it really is, the reader of the pieces checks, for it knows the line.
class TextSource
{
public:
    /// The device must be open and outlive this.
    explicit TextSource(QIODevice &device);

    /// The next piece, at most about 100 KiB; empty at the end. Refuses UTF-16 that is none, and a device that fails.
    Result<QByteArray> next();

private:
    Result<QByteArray> decode(QByteArray bytes);

    QIODevice &m_device;
    std::optional<QStringDecoder> m_utf16;
    QStringEncoder m_utf8{QStringEncoder::Utf8}; ///< keeps the first half of a character that two pieces share
    bool m_started = false;
};

} // namespace tidegate
