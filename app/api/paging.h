// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/message.h"

#include <QJsonValue>
#include <QStringList>

namespace tidegate {

/// `?limit=` (1 to 200, default 50) and `?cursor=` (a next_cursor of an earlier answer) of a list.
struct Paging {
    int limit = 50;
    QString cursor;

    enum class CursorForm {
        IdOrPosition,
        Own, ///< whatever the list makes; whoever reads it checks it
    };
    /// `others`: parameters that somebody else reads.
    static Result<Paging> read(const Request &request, const QStringList &others = {},
                               CursorForm form = CursorForm::IdOrPosition);
};

/// What a list's next_cursor says: null on the last page.
QJsonValue cursorValue(const QString &cursor);

} // namespace tidegate
