// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rma/rma_files.h"

#include "core/base/id.h"
#include "core/base/json.h"
#include "core/rma/file_type.h"
#include "core/rma/rma_table.h"
#include "core/store/private_file.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QLoggingCategory>
#include <QThreadPool>

#include <algorithm>
#include <atomic>
#include <shared_mutex>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(lcFiles, "tidegate.rma.files", QtInfoMsg)

constexpr int diskThreads = 4;
constexpr qsizetype maximumName = 255;
constexpr int folders = 256;
/// A file that no return has may be one that is just being added.
constexpr std::chrono::milliseconds orphanAge = 1h;

QString hashOf(const QByteArray &content)
{
    return QString::fromLatin1(QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex());
}

QStringList extensionsOf(const QString &mediaType)
{
    if (mediaType == u"image/jpeg")
        return {u".jpg"_s, u".jpeg"_s};
    return {mediaType == u"image/png" ? u".png"_s : u".pdf"_s};
}

/// Without folders and without what can't be seen; it ends as its type does, so that no system takes the file for something else.
QString tidyName(const QString &name, const QString &mediaType)
{
    QString tidy = name.sliced(std::max(name.lastIndexOf(u'/'), name.lastIndexOf(u'\\')) + 1);
    tidy.removeIf([](QChar c) { return !c.isPrint() && !c.isSurrogate(); });
    tidy = tidy.trimmed();
    if (tidy.isEmpty())
        tidy = u"file"_s;
    const QStringList extensions = extensionsOf(mediaType);
    const bool fits = std::any_of(extensions.begin(), extensions.end(), [&tidy](const QString &extension) {
        return tidy.size() > extension.size() && tidy.endsWith(extension, Qt::CaseInsensitive);
    });
    return fits ? tidy : tidy + extensions.front();
}

tl::unexpected<Error> wrongType(const QString &code, const QString &sentence, const QString &value)
{
    return tl::unexpected(
        Error{ErrorCode::UnsupportedMediaType, sentence, std::nullopt, {{0, u"file"_s, code, sentence, value}}});
}

tl::unexpected<Error> conflict(const QString &code, const QString &sentence)
{
    return tl::unexpected(Error{ErrorCode::Conflict, sentence, std::nullopt, {{0, u"file"_s, code, sentence, {}}}});
}

/// What can be told of a file by itself.
Result<RmaAttachment> examine(const NewRmaFile &file)
{
    if (file.content.size() > RmaFiles::maximumSize)
        return failure(ErrorCode::BodyTooLarge, u"a file of %1 bytes"_s.arg(file.content.size()));
    if (file.content.isEmpty())
        return invalidField(u"file"_s, u"empty_file"_s, u"The file is empty. Send a photo (JPEG, PNG) or a PDF."_s);
    if (file.name.size() > maximumName)
        return invalidField(u"name"_s, u"too_long"_s, u"A file's name has at most 255 characters."_s);
    const QString mediaType = mediaTypeOf(file.content);
    if (mediaType.isEmpty())
        return wrongType(u"unknown_type"_s, u"By its content this is neither a JPEG or PNG image nor a PDF, or it is damaged."_s,
                         file.mediaType.left(64));
    if (!file.mediaType.isEmpty() && file.mediaType != mediaType)
        return wrongType(u"type_differs"_s, u"By its content this is %1, but it was declared as another type."_s.arg(mediaType),
                         file.mediaType.left(64));
    RmaAttachment attachment;
    attachment.lineId = file.lineId;
    attachment.unit = file.unit;
    attachment.hash = hashOf(file.content);
    attachment.name = tidyName(file.name, mediaType);
    attachment.mediaType = mediaType;
    attachment.size = file.content.size();
    attachment.author = file.actor.text();
    return attachment;
}

ActionKey keyOf(const NewRmaFile &file, const RmaAttachment &attachment)
{
    const QStringList request{u"attachment"_s, file.rmaId, attachment.hash, file.lineId, QString::number(file.unit), file.name};
    return {file.actor.scope(), file.idempotencyKey, hashOf(request.join(u'\n').toUtf8())};
}

Result<Done> checkPart(const Rma &rma, const NewRmaFile &file)
{
    if (file.lineId.isEmpty())
        return file.unit == 0
            ? Result<Done>(Done{})
            : invalidField(u"unit"_s, u"needs_line"_s, u"Name the line that the unit is of."_s, QString::number(file.unit));
    const RmaLine *line = rma.line(file.lineId);
    if (!line)
        return invalidField(u"line_id"_s, u"unknown"_s, u"The return has no such line."_s, file.lineId.left(64));
    if (file.unit < 0 || file.unit > line->quantity)
        return invalidField(u"unit"_s, u"unknown"_s, u"The line has no such unit."_s, QString::number(file.unit));
    return Done{};
}

Attempt attemptOf(const NewRmaFile &file)
{
    return {file.actor.text(), u"rma_attachment.added"_s, file.rmaId, file.requestId};
}

/// What is found of an attachment before it is added.
struct Known {
    std::optional<RmaAttachment> attachment; ///< it is there already
    bool underKey = false;                   ///< by the same request
};

std::optional<RmaAttachment> findIn(const Rma &rma, const QString &id)
{
    const auto found = std::find_if(rma.attachments.begin(), rma.attachments.end(),
                                    [&id](const RmaAttachment &attachment) { return attachment.id == id; });
    return found == rma.attachments.end() ? std::nullopt : std::optional(*found);
}

std::optional<Rma> findTheirs(ReadTransaction &transaction, const NewRmaFile &file)
{
    auto rma = findRma(transaction, file.rmaId);
    const bool theirs = rma && (file.actor.shopperId.isEmpty() || rma->summary.shopperId == file.actor.shopperId);
    return theirs ? std::move(rma) : std::nullopt;
}

Result<Known> lookFor(ReadTransaction &transaction, const NewRmaFile &file, const RmaAttachment &wanted)
{
    const auto rma = findTheirs(transaction, file);
    if (!rma)
        return failure(ErrorCode::NotFound, u"there is no return %1"_s.arg(file.rmaId.left(64)));
    const auto done = findAction(transaction, keyOf(file, wanted));
    if (!done)
        return tl::unexpected(done.error());
    if (*done)
        return Known{findIn(*rma, (*done)->entityId), true};
    if (const auto checked = checkPart(*rma, file); !checked)
        return tl::unexpected(checked.error());
    for (const RmaAttachment &attachment : rma->attachments) {
        if (attachment.hash != wanted.hash)
            continue;
        if (attachment.lineId == wanted.lineId && attachment.unit == wanted.unit)
            return Known{attachment, false};
        return conflict(u"already_attached"_s, u"The return has this very file already, for another part of it."_s);
    }
    if (!file.actor.staff && ruleOf(rma->summary.state).queue == RmaQueue::Closed)
        return illegalTransition(u"return "_s + rma->summary.number, rmaStateName(rma->summary.state),
                                 u"The return is over; no more files can be added to it."_s);
    if (rma->attachments.size() >= std::size_t(RmaFiles::maximumCount))
        return conflict(u"too_many_files"_s, u"A return has at most %1 files."_s.arg(RmaFiles::maximumCount));
    return Known{};
}

Result<RmaFileAnswer> attach(WriteTransaction &transaction, const NewRmaFile &file, RmaAttachment attachment)
{
    const auto known = lookFor(transaction, file, attachment);
    if (!known)
        return tl::unexpected(known.error());
    if (known->underKey && !known->attachment)
        return failure(ErrorCode::Internal, u"the attachment of a known key is not there"_s);
    if (known->attachment) {
        if (!known->underKey)
            rememberAction(transaction, keyOf(file, attachment), {known->attachment->id, 0});
        return RmaFileAnswer{*known->attachment, true};
    }
    attachment.at = transaction.now();
    transaction.exec(u"INSERT INTO rma_attachment (id, rma_id, line_id, unit, hash, name, media_type, size, author, at) "
                     "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
                     {attachment.id, file.rmaId, attachment.lineId, attachment.unit, attachment.hash, attachment.name,
                      attachment.mediaType, attachment.size, attachment.author, attachment.at});
    transaction.audit({attachment.author,
                       u"rma_attachment.added"_s,
                       u"rma_attachment"_s,
                       attachment.id,
                       {},
                       toJson({{u"rma"_s, file.rmaId},
                               {u"hash"_s, attachment.hash},
                               {u"media_type"_s, attachment.mediaType},
                               {u"size"_s, attachment.size}}),
                       file.requestId});
    rememberAction(transaction, keyOf(file, attachment), {attachment.id, 0});
    return RmaFileAnswer{std::move(attachment), false};
}

Result<RmaAttachment> findAttachment(ReadTransaction &transaction, const QString &rmaId, const QString &id,
                                     const QString &shopperId)
{
    const auto rma = findRma(transaction, rmaId);
    const bool theirs = rma && (shopperId.isEmpty() || rma->summary.shopperId == shopperId);
    const auto found = theirs ? findIn(*rma, id) : std::nullopt;
    if (!found)
        return failure(ErrorCode::NotFound, u"there is no file %1 of return %2"_s.arg(id.left(64), rmaId.left(64)));
    return *found;
}

/// When somebody last added the file.
Result<Done> stamp(const QString &path, UtcMillis now)
{
    QFile file(path);
    if (file.open(QIODevice::ReadOnly)
        && file.setFileTime(QDateTime::fromMSecsSinceEpoch(now), QFileDevice::FileModificationTime))
        return Done{};
    return failure(ErrorCode::StorageUnavailable, u"Can't date the file %1: %2."_s.arg(path, file.errorString()));
}

} // namespace

class RmaFiles::Impl
{
public:
    Impl(Store &store, QString folder, const Clock &clock, Random &random)
        : m_store(store)
        , m_folder(std::move(folder))
        , m_clock(clock)
        , m_random(random)
    {
        m_threads.setMaxThreadCount(diskThreads);
    }
    ~Impl() { m_threads.waitForDone(); }
    Q_DISABLE_COPY_MOVE(Impl)

    Async<Result<RmaFileAnswer>> add(NewRmaFile file)
    {
        Promise<Result<RmaFileAnswer>> promise;
        auto isForeign = foreignRma(file.rmaId, file.actor.shopperId);
        Attempt attempt = attemptOf(file);
        m_threads.start([this, promise, file = std::move(file)]() mutable { keep(file, std::move(promise)); });
        return auditForeign(m_store, m_clock, promise.async(), std::move(attempt), std::move(isForeign));
    }

    Async<Result<RmaFileContent>> content(const QString &rmaId, const QString &attachmentId, const QString &shopperId)
    {
        Promise<Result<RmaFileContent>> promise;
        m_threads.start([this, promise, rmaId, attachmentId, shopperId]() mutable {
            auto reading = m_store.read([rmaId, attachmentId, shopperId](ReadTransaction &transaction) {
                return findAttachment(transaction, rmaId, attachmentId, shopperId);
            });
            const Result<RmaAttachment> attachment = reading.get();
            promise.deliver(attachment ? readFile(*attachment) : tl::unexpected(attachment.error()));
        });
        return auditForeign(m_store, m_clock, promise.async(), {u"shopper:"_s + shopperId, u"rma_attachment.read"_s, rmaId, {}},
                            foreignRma(rmaId, shopperId));
    }

    void purge()
    {
        if (m_purging.exchange(true))
            return;
        m_threads.start([this] {
            purgeFolder(u"%1"_s.arg(m_nextFolder, 2, 16, QLatin1Char('0')));
            m_nextFolder = (m_nextFolder + 1) % folders;
            m_purging = false;
        });
    }

private:
    [[nodiscard]] QString pathOf(const QString &hash) const { return m_folder + u'/' + hash.first(2) + u'/' + hash; }

    /// The file before its row: a crash between them leaves a file of nobody, which the purge removes.
    void keep(const NewRmaFile &file, Promise<Result<RmaFileAnswer>> promise)
    {
        Result<RmaAttachment> attachment = examine(file);
        if (!attachment)
            return refuse(file, attachment.error(), std::move(promise));
        attachment->id = newId(m_clock, m_random);
        // Asked before the disk is touched, so that what is refused takes no room.
        auto looking = m_store.read(
            [file, attachment = *attachment](ReadTransaction &transaction) { return lookFor(transaction, file, attachment); });
        if (const auto known = looking.get(); !known)
            return promise.deliver(tl::unexpected(known.error()));
        if (const auto written = writeFile(attachment->hash, file.content); !written)
            return promise.deliver(tl::unexpected(written.error()));
        auto attaching = m_store.write([file, attachment = *std::move(attachment)](WriteTransaction &transaction) {
            return attach(transaction, file, attachment);
        });
        attaching.onDelivery([promise](Result<RmaFileAnswer> answer) mutable { promise.deliver(std::move(answer)); });
    }

    /// A file that is not what it says is a security matter, where it was meant for a return of whoever sent it.
    void refuse(const NewRmaFile &file, const Error &error, Promise<Result<RmaFileAnswer>> promise)
    {
        if (error.code != ErrorCode::UnsupportedMediaType)
            return promise.deliver(tl::unexpected(error));
        auto looking = m_store.read(
            [file](ReadTransaction &transaction) -> Result<bool> { return findTheirs(transaction, file).has_value(); });
        if (const auto theirs = looking.get(); theirs && !*theirs)
            return promise.deliver(tl::unexpected(error));
        auto telling = auditRefusal(m_store, attemptOf(file), error);
        telling.onDelivery([promise, error](const Result<Done> &) mutable { promise.deliver(tl::unexpected(std::move(error))); });
    }

    Result<Done> writeFile(const QString &hash, const QByteArray &content)
    {
        const std::shared_lock lock(m_purgeMutex);
        const QString path = pathOf(hash);
        if (auto made = makePrivateFolder(m_folder); !made)
            return made;
        if (auto made = makePrivateFolder(m_folder + u'/' + hash.first(2)); !made)
            return made;
        // In place of one that is there already, which may be damaged.
        if (auto written = replacePrivateFile(path, content); !written)
            return written;
        return stamp(path, m_clock.utc());
    }

    Result<RmaFileContent> readFile(const RmaAttachment &attachment)
    {
        QFile file(pathOf(attachment.hash));
        if (!file.exists())
            return failure(ErrorCode::NotFound, u"the file %1 is not in %2"_s.arg(attachment.hash, m_folder));
        QByteArray content;
        if (file.open(QIODevice::ReadOnly))
            content = file.read(maximumSize + 1);
        if (hashOf(content) == attachment.hash)
            return RmaFileContent{attachment, std::move(content)};
        qCWarning(lcFiles).noquote() << "the file" << file.fileName() << "can't be read, or is damaged:" << file.errorString();
        return failure(ErrorCode::StorageUnavailable, u"the file %1 can't be read, or is damaged"_s.arg(attachment.hash));
    }

    [[nodiscard]] bool isOld(const QString &path) const
    {
        return QFileInfo(path).lastModified().toMSecsSinceEpoch() < m_clock.utc() - orphanAge.count();
    }

    void purgeFolder(const QString &name)
    {
        const QDir folder(m_folder + u'/' + name);
        for (const QString &file : folder.entryList(QDir::Files)) {
            if (!isOld(folder.filePath(file)))
                continue;
            auto counting = m_store.read([file](ReadTransaction &transaction) -> Result<qint64> {
                return transaction.integer(u"SELECT COUNT(*) FROM rma_attachment WHERE hash = ?"_s, {file});
            });
            const Result<qint64> owners = counting.get();
            if (!owners) {
                qCWarning(lcFiles).noquote() << "the files of returns could not be tidied:" << owners.error().detail;
                return;
            }
            if (*owners == 0)
                removeIfOld(folder.filePath(file));
        }
    }

    /// Whoever has just added the same content has dated it.
    void removeIfOld(const QString &path)
    {
        const std::unique_lock lock(m_purgeMutex);
        if (isOld(path) && !QFile::remove(path))
            qCWarning(lcFiles).noquote() << "the file" << path << "of no return can't be removed";
    }

    Store &m_store;
    const QString m_folder;
    const Clock &m_clock;
    Random &m_random;
    std::shared_mutex m_purgeMutex;
    std::atomic<bool> m_purging = false;
    int m_nextFolder = 0;
    QThreadPool m_threads;
};

RmaFiles::RmaFiles(Store &store, QString folder, const Clock &clock, Random &random)
    : m_impl(std::make_unique<Impl>(store, std::move(folder), clock, random))
{
}

RmaFiles::~RmaFiles() = default;

Async<Result<RmaFileAnswer>> RmaFiles::add(NewRmaFile file)
{
    return m_impl->add(std::move(file));
}

Async<Result<RmaFileContent>> RmaFiles::content(QString rmaId, QString attachmentId, QString shopperId)
{
    return m_impl->content(rmaId, attachmentId, shopperId);
}

void RmaFiles::purge()
{
    m_impl->purge();
}

} // namespace tidegate
