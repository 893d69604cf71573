// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/random.h"

#include <QString>
#include <QStringView>

namespace tidegate {

/// A new UUIDv7 (RFC 9562, 5.7) as 36 lower-case characters. Ids made later on one thread in one process sort later, so that
/// index pages fill from the end.
QString newId(const Clock &clock, Random &random);

/// Whether this is a UUID in the form that newId() makes.
bool isId(QStringView text);

} // namespace tidegate
