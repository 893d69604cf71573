// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/copy.h"

#include "core/store/private_file.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace tidegate {

Result<Done> copyDatabase(Connection &connection, const QString &file, bool overwrite)
{
    if (!overwrite && QFile::exists(file))
        return failure(ErrorCode::StorageUnavailable, u"The file %1 exists already: choose another name."_s.arg(file));
    const QString part = temporaryBeside(file);
    makePrivate(part);
    try {
        const QVariant target(part);
        connection.exec(u"VACUUM INTO ?"_s, {&target, 1});
    } catch (const SqlFailure &) {
        QFile::remove(part);
        throw;
    }
    auto placed = syncFile(part);
    if (placed)
        placed = moveFile(part, file, overwrite);
    if (!placed)
        QFile::remove(part);
    return placed;
}

} // namespace tidegate
