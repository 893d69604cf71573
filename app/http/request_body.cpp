// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/request_body.h"

#include <QCoreApplication>
#include <QDir>
#include <QLoggingCategory>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <sys/statvfs.h>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(log, "tidegate.http.spool")

/// Of each body; does not count against the budget.
constexpr qsizetype freeMemory = qsizetype(8) * 1024;

constexpr std::size_t hashSize = 32;
constexpr qint64 betweenDiskChecks = 16 << 20;

const QString filePrefix = u"request-"_s;

bool isProcessAlive(qint64 pid)
{
    return ::kill(static_cast<pid_t>(pid), 0) == 0 || errno == EPERM;
}

} // namespace

RequestBody::RequestBody(const RequestHead &head, qint64 maximum, std::shared_ptr<BodyBudget> budget)
    : m_chunked(head.chunked)
    , m_expected(head.contentLength.value_or(0))
    , m_maximum(maximum)
    , m_decoder(maximum)
    , m_budget(std::move(budget))
{
    if (m_expected > maximum)
        m_refusal = {ErrorCode::BodyTooLarge, "body_too_large"};
}

void RequestBody::spoolTo(const QString &folder, qint64 reserve, qint64 above)
{
    m_folder = folder;
    m_diskReserve = reserve;
    m_spoolAbove = above;
    m_hash = std::make_unique<crypto_generichash_state>();
    crypto_generichash_init(m_hash.get(), nullptr, 0, hashSize);
    if (m_expected > above || above == 0)
        openFile();
}

/// What has come until now goes first.
bool RequestBody::openFile()
{
    const QString name = u"%1%2-XXXXXX"_s.arg(filePrefix).arg(QCoreApplication::applicationPid());
    m_file = std::make_shared<QTemporaryFile>(QDir(m_folder).filePath(name));
    if (!m_file->open()) {
        qCWarning(log) << "no spool file in" << m_folder << ":" << m_file->errorString();
        m_refusal = {ErrorCode::StorageUnavailable, "spool"};
        return false;
    }
    if (!checkDisk(m_expected) || write(m_memory, Progress::NeedsMore) == Progress::Refused)
        return false;
    m_memory = {};
    m_share.reset();
    return true;
}

/// A disk that can't be asked is left to fail by itself.
bool RequestBody::checkDisk(qint64 toCome)
{
    struct statvfs disk;
    m_diskCheckedAt = m_received;
    if (::fstatvfs(m_file->handle(), &disk) != 0 || qint64(disk.f_bavail) * qint64(disk.f_frsize) - toCome >= m_diskReserve)
        return true;
    qCWarning(log) << "no room for a body beside" << m_file->fileName();
    m_refusal = {ErrorCode::StorageUnavailable, "spool"};
    return false;
}

RequestBody::Progress RequestBody::append(QByteArrayView bytes, qsizetype &taken)
{
    if (m_refusal.reason[0] != '\0')
        return Progress::Refused;
    if (!m_chunked) {
        taken = std::min<qsizetype>(bytes.size(), m_expected - m_received);
        m_received += taken;
        return keep(bytes.first(taken), m_received == m_expected ? Progress::Whole : Progress::NeedsMore);
    }
    QByteArray decoded;
    const ChunkDecoder::Progress progress = m_decoder.decode(bytes, decoded, taken);
    m_received += taken;
    if (progress == ChunkDecoder::Progress::Refused) {
        m_refusal = m_decoder.refusal();
        return Progress::Refused;
    }
    return keep(decoded, progress == ChunkDecoder::Progress::Whole ? Progress::Whole : Progress::NeedsMore);
}

RequestBody::Progress RequestBody::keep(QByteArrayView bytes, Progress progress)
{
    if (m_isDropped)
        return progress;
    m_size += bytes.size();
    if (spools()) {
        crypto_generichash_update(m_hash.get(), reinterpret_cast<const unsigned char *>(bytes.data()),
                                  static_cast<unsigned long long>(bytes.size()));
        if (!m_file && (m_size > m_spoolAbove || !makeRoom(bytes.size())) && !openFile())
            return Progress::Refused;
    }
    if (m_file)
        return write(bytes, progress);
    if (!makeRoom(bytes.size())) {
        m_refusal = {ErrorCode::Overloaded, "body_memory"};
        return Progress::Refused;
    }
    m_memory.append(bytes);
    return progress;
}

/// Takes memory as the bytes come, not as they are announced: a length is quickly announced.
bool RequestBody::makeRoom(qsizetype bytes)
{
    const qsizetype needed = m_memory.size() + bytes;
    if (needed <= m_memory.capacity())
        return true;
    const qint64 end = m_chunked ? m_maximum : m_expected;
    const qint64 wanted = std::max<qint64>(needed, std::min<qint64>(end, 2 * m_memory.size()));
    if (wanted > freeMemory) {
        if (!m_share)
            m_share = std::make_shared<BodyShare>(m_budget);
        if (!m_share->growTo(wanted - freeMemory))
            return false;
    }
    m_memory.reserve(wanted);
    return true;
}

RequestBody::Progress RequestBody::write(QByteArrayView bytes, Progress progress)
{
    // Others write too, and of a chunked body nobody knows the length.
    if (m_received - m_diskCheckedAt >= betweenDiskChecks && !checkDisk(0))
        return Progress::Refused;
    const bool written =
        m_file->write(bytes.data(), bytes.size()) == bytes.size() && (progress != Progress::Whole || m_file->flush());
    if (written)
        return progress;
    qCWarning(log) << "can't write to" << m_file->fileName() << ":" << m_file->errorString();
    m_refusal = {ErrorCode::StorageUnavailable, "spool"};
    return Progress::Refused;
}

void RequestBody::moveTo(Request &request)
{
    request.body = std::move(m_memory);
    request.memoryShare = std::move(m_share);
    if (spools()) {
        unsigned char hash[hashSize];
        crypto_generichash_final(m_hash.get(), hash, sizeof hash);
        request.bodyHash = QString::fromLatin1(QByteArray(reinterpret_cast<const char *>(hash), sizeof hash).toHex());
        request.bodyBytes = m_size;
    }
    if (m_file) {
        request.spoolFile = m_file->fileName();
        m_file->close();
        request.spool = std::move(m_file);
    }
}

void RequestBody::removeStaleFiles(const QString &spoolFolder)
{
    const QDir folder(spoolFolder);
    for (const QString &name : folder.entryList({filePrefix + u'*'}, QDir::Files)) {
        const qint64 pid = name.section(u'-', 1, 1).toLongLong();
        if (pid > 0 && !isProcessAlive(pid) && !QFile::remove(folder.filePath(name)))
            qCWarning(log) << "can't remove" << folder.filePath(name);
    }
}

} // namespace tidegate
