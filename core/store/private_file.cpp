// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/private_file.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

tl::unexpected<Error> fileFailure(const QString &what, const QString &path)
{
    return failure(ErrorCode::StorageUnavailable, u"%1 %2: %3."_s.arg(what, path, QString::fromLocal8Bit(std::strerror(errno))));
}

/// A file descriptor that closes itself.
class Descriptor
{
public:
    explicit Descriptor(int descriptor)
        : m_descriptor(descriptor)
    {
    }
    ~Descriptor()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;

    [[nodiscard]] int get() const { return m_descriptor; }
    [[nodiscard]] bool isOpen() const { return m_descriptor >= 0; }

private:
    int m_descriptor;
};

bool writeAll(int descriptor, const QByteArray &content)
{
    for (qsizetype written = 0; written < content.size();) {
        const ssize_t count =
            ::write(descriptor, content.constData() + written, static_cast<std::size_t>(content.size() - written));
        if (count < 0 && errno != EINTR)
            return false;
        written += std::max<ssize_t>(count, 0);
    }
    return true;
}

/// A new file beside `path` with this content; its own name. What can't be written whole leaves nothing.
Result<QString> writeBeside(const QString &path, const QByteArray &content)
{
    const QString temporary = temporaryBeside(path);
    const QByteArray name = QFile::encodeName(temporary);
    const Descriptor file(::open(name.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (file.isOpen() && writeAll(file.get(), content) && ::fsync(file.get()) == 0)
        return temporary;
    const auto problem = fileFailure(u"Can't write"_s, temporary);
    if (file.isOpen())
        ::unlink(name.constData());
    return problem;
}

Result<Done> syncFolderOf(const QString &path)
{
    const QByteArray folder = QFile::encodeName(QFileInfo(path).absolutePath());
    const Descriptor descriptor(::open(folder.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!descriptor.isOpen() || ::fsync(descriptor.get()) != 0)
        return fileFailure(u"Can't make durable the folder of"_s, path);
    return Done{};
}

} // namespace

QString temporaryBeside(const QString &path)
{
    static std::atomic<int> made{0};
    return u"%1.%2-%3.part"_s.arg(path).arg(::getpid()).arg(++made);
}

void removeAbandoned(const QString &path)
{
    const QFileInfo file(path);
    const QStringList parts = file.dir().entryList({file.fileName() + u".*-*.part"_s}, QDir::Files);
    for (const QString &part : parts) {
        const int process = part.sliced(file.fileName().size() + 1).section(u'-', 0, 0).toInt();
        if (process > 0 && ::kill(process, 0) != 0 && errno == ESRCH)
            QFile::remove(file.dir().filePath(part));
    }
}

Result<Done> makePrivateFolder(const QString &path)
{
    const bool isNew = !QFileInfo::exists(path);
    if (!QDir().mkpath(path)
        || !QFile::setPermissions(path, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner))
        return failure(ErrorCode::StorageUnavailable, u"The folder %1 can't be made, or belongs to somebody else."_s.arg(path));
    return isNew ? syncFolderOf(path) : Result<Done>(Done{});
}

void makePrivate(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    const Descriptor made(::open(name.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
    struct stat status {
    };
    if (!made.isOpen() && ::stat(name.constData(), &status) == 0 && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0
        && S_ISREG(status.st_mode))
        ::chmod(name.constData(), status.st_mode & S_IRWXU);
}

Result<Done> replacePrivateFile(const QString &path, const QByteArray &content)
{
    const auto temporary = writeBeside(path, content);
    if (!temporary)
        return tl::unexpected(temporary.error());
    return moveFile(*temporary, path, true);
}

Result<Done> makePrivateFile(const QString &path, const QByteArray &content)
{
    const auto temporary = writeBeside(path, content);
    if (!temporary)
        return tl::unexpected(temporary.error());
    const QByteArray name = QFile::encodeName(*temporary);
    // A link, unlike a rename, never puts itself in the place of a file that another process has just made.
    const bool linked = ::link(name.constData(), QFile::encodeName(path).constData()) == 0;
    const int problem = errno;
    ::unlink(name.constData());
    errno = problem;
    if (!linked && problem != EEXIST)
        return fileFailure(u"Can't put in place"_s, path);
    return syncFolderOf(path);
}

Result<Done> syncFile(const QString &path)
{
    const Descriptor file(::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC));
    if (!file.isOpen() || ::fsync(file.get()) != 0)
        return fileFailure(u"Can't make durable"_s, path);
    return Done{};
}

Result<Done> linkFile(const QString &file, const QString &name)
{
    const QByteArray target = QFile::encodeName(name);
    if ((::unlink(target.constData()) != 0 && errno != ENOENT)
        || ::link(QFile::encodeName(file).constData(), target.constData()) != 0)
        return fileFailure(u"Can't keep the old file as"_s, name);
    return syncFolderOf(name);
}

Result<Done> moveFile(const QString &from, const QString &to, bool overwrite)
{
    const QByteArray source = QFile::encodeName(from);
    const QByteArray target = QFile::encodeName(to);
    const int moved = overwrite ? std::rename(source.constData(), target.constData())
                                : ::renameat2(AT_FDCWD, source.constData(), AT_FDCWD, target.constData(), RENAME_NOREPLACE);
    if (moved != 0)
        return fileFailure(u"Can't put in place"_s, to);
    return syncFolderOf(to);
}

} // namespace tidegate
