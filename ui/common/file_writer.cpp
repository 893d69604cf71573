// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/file_writer.h"

#include <QSaveFile>
#include <QThreadPool>

#include <functional>

namespace tidegate {

namespace {

bool write(QSaveFile &file, const QByteArray &content)
{
    return (file.isOpen() || file.open(QIODevice::WriteOnly)) && file.write(content) == content.size();
}

/// Does something with the file on another thread.
Async<QString> work(const std::shared_ptr<QSaveFile> &file, std::function<bool(QSaveFile &)> step)
{
    Promise<QString> problem;
    QThreadPool::globalInstance()->start(
        [problem, file, step = std::move(step)]() mutable { problem.deliver(step(*file) ? QString() : file->errorString()); });
    return problem.async();
}

} // namespace

FileWriter::FileWriter(const QString &file)
    : m_file(std::make_shared<QSaveFile>(file))
{
}

Async<FileWriter::Problem> FileWriter::append(const QByteArray &content)
{
    return work(m_file, [content](QSaveFile &file) { return write(file, content); });
}

Async<FileWriter::Problem> FileWriter::finish()
{
    return work(m_file, [](QSaveFile &file) { return write(file, {}) && file.commit(); });
}

Async<FileWriter::Problem> writeFile(const QString &file, const QByteArray &content)
{
    return work(std::make_shared<QSaveFile>(file), [content](QSaveFile &out) { return write(out, content) && out.commit(); });
}

} // namespace tidegate
