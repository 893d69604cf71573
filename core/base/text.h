// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <QString>

#include <optional>

namespace tidegate {

/// "2026-01-01T00:00:00.000Z" (RFC 3339, UTC, milliseconds).
QString formatTime(UtcMillis time);
/// RFC 3339 with any offset, with or without fractions; nothing for anything else.
std::optional<UtcMillis> parseTime(const QString &text);

/// The text with control characters, line ends and bidirectional overrides written as \uXXXX, so that one entry of a log or a
/// list stays one line and means what it shows.
QString escapeControls(const QString &text);

/// Whether the text can be an e-mail address: something before and after one "@", no white space and no control characters, at most 254
/// characters (RFC 5321, 4.5.3.1.3). Whether anybody reads it, only a message can tell.
bool isEmailAddress(const QString &text);

} // namespace tidegate
