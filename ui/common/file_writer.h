// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/async.h"

#include <QByteArray>
#include <QString>

#include <memory>

class QSaveFile;

namespace tidegate {

/// Writes a file piece by piece on another thread: a slow or distant disk may take its time, and the window does not wait for it. The file takes its
/// place only when it is whole. One call at a time: the next one after the answer to the last.
class FileWriter
{
public:
    /// What went wrong, for people; empty: nothing.
    using Problem = QString;

    explicit FileWriter(const QString &file);

    Async<Problem> append(const QByteArray &content);
    /// Puts the file in its place.
    Async<Problem> finish();

private:
    std::shared_ptr<QSaveFile> m_file;
};

/// A whole file at once.
Async<FileWriter::Problem> writeFile(const QString &file, const QByteArray &content);

} // namespace tidegate
