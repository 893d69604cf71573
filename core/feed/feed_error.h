// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

namespace tidegate {

/// What a whole feed is refused for: InvalidRequest with one FieldError. Without a line (0) it is about the file.
tl::unexpected<Error> refuseFeed(qint64 line, const QString &code, const QString &message, const QString &value = {});

} // namespace tidegate
