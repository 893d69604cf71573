// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"

#include <QByteArray>
#include <QByteArrayView>

namespace tidegate {

/// What the token of a staff session begins with; what follows is secret.
inline constexpr QByteArrayView staffTokenMark = "tg_staff_";

/// The mark and 256 bits of chance in Base64 for URLs: 52 characters.
QByteArray newStaffToken(Random &random);
/// The form alone.
bool isStaffToken(QByteArrayView text);
/// SHA-256, 32 bytes. Needs neither salt nor stretching, for nobody can guess 256 bits.
QByteArray hashStaffToken(QByteArrayView token);

} // namespace tidegate
