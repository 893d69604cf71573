// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/feed_spool.h"

#include "core/base/id.h"
#include "core/store/private_file.h"

#include <QDateTime>
#include <QDir>

#include <utility>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

const QString suffix = u".feed"_s;

} // namespace

FeedSpool::FeedSpool(QString folder, const Clock &clock, Random &random)
    : m_folder(std::move(folder))
    , m_clock(clock)
    , m_random(random)
    , m_lock(m_folder + u"/lock"_s)
{
    m_lock.setStaleLockTime(0); // only the end of the process that has it makes it stale
}

Result<std::unique_ptr<FeedSpool>> FeedSpool::open(const QString &folder, const Clock &clock, Random &random)
{
    if (auto made = makePrivateFolder(folder); !made)
        return tl::unexpected(made.error());
    std::unique_ptr<FeedSpool> spool(new FeedSpool(folder, clock, random));
    const QString idFile = folder + u"/home"_s;
    if (!QFile::exists(idFile)) {
        if (auto made = makePrivateFile(idFile, newId(clock, random).toLatin1()); !made)
            return tl::unexpected(made.error());
    }
    QFile reading(idFile);
    if (reading.open(QIODevice::ReadOnly))
        spool->m_home = QString::fromLatin1(reading.read(100)).trimmed();
    if (!isId(spool->m_home))
        return failure(ErrorCode::StorageUnavailable, u"The file %1 can't be read, or holds no id."_s.arg(idFile));
    return spool;
}

Result<Done> FeedSpool::lock()
{
    if (m_lock.tryLock(0))
        return Done{};
    if (m_lock.error() == QLockFile::LockFailedError)
        return failure(ErrorCode::Conflict, u"Another program works on the feeds in %1."_s.arg(m_folder));
    return failure(ErrorCode::StorageUnavailable, u"The folder %1 for feeds can't be written."_s.arg(m_folder));
}

Result<QString> FeedSpool::take(const QString &file)
{
    const QString name = newId(m_clock, m_random) + suffix;
    if (auto synced = syncFile(file); !synced)
        return tl::unexpected(synced.error());
    if (auto moved = moveFile(file, path(name), false); !moved)
        return tl::unexpected(moved.error());
    return name;
}

QString FeedSpool::path(const QString &name) const
{
    return m_folder + u'/' + name;
}

void FeedSpool::remove(const QString &name)
{
    if (!name.isEmpty())
        QFile::remove(path(name));
}

QStringList FeedSpool::olderThan(UtcMillis time) const
{
    QStringList names;
    for (const QFileInfo &file : QDir(m_folder).entryInfoList({u'*' + suffix}, QDir::Files)) {
        if (file.lastModified().toMSecsSinceEpoch() < time)
            names << file.fileName();
    }
    return names;
}

} // namespace tidegate
