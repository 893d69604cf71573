// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QString>

namespace tidegate {

// Files and folders that only their owner may read (0600, 0700), whatever the umask is. Errors are StorageUnavailable with a
// sentence.

/// A name beside `path` that nobody else uses, in this process or another, for what is to take its place.
QString temporaryBeside(const QString &path);
/// Removes what processes that are gone left beside `path` under such names.
void removeAbandoned(const QString &path);
/// Makes a folder with those above it where it is missing, durably, and takes the rights of others to it away.
Result<Done> makePrivateFolder(const QString &path);
/// Makes an empty file where there is none; takes the rights of others away from one that is there. A failure shows when the file is used.
void makePrivate(const QString &path);
/// Puts `content` in place at once: a crash leaves the old or the new. Durable when it returns.
Result<Done> replacePrivateFile(const QString &path, const QByteArray &content);
/// Makes a file (0600) with this content, durably, unless there is one: of several that try at once the first wins, and its file stays.
Result<Done> makePrivateFile(const QString &path, const QByteArray &content);
/// Makes what was written to a file and its name durable.
Result<Done> syncFile(const QString &path);
/// Renames a file that is durable, never over another one unless `overwrite`; the new name is durable when it returns.
Result<Done> moveFile(const QString &from, const QString &to, bool overwrite);
/// A second name for a file, in place of a file that has it already.
Result<Done> linkFile(const QString &file, const QString &name);

} // namespace tidegate
