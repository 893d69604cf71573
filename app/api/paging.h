// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/message.h"

namespace tidegate {

/// `?limit=` (1 to 200, default 50) and `?cursor=` (a next_cursor of an earlier answer) of a list.
struct Paging {
    int limit = 50;
    QString cursor;

    static Result<Paging> read(const Request &request);
};

} // namespace tidegate
