// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/body_budget.h"
#include "app/http/chunk_decoder.h"

#include <QTemporaryFile>

#include <sodium.h>

namespace tidegate {

/// Collects one request's body: in memory, in a spool file that only this user may read, or nowhere. What may be spooled is hashed while it
/// comes, so that nobody has to read it again for that.
class RequestBody
{
public:
    enum class Progress { NeedsMore, Whole, Refused };

    RequestBody(const RequestHead &head, qint64 maximum, std::shared_ptr<BodyBudget> budget);

    /// Before the first byte: the body goes to a file in this folder, as long as `reserve` bytes stay free on its disk; one of at most
    /// `above` bytes stays in memory, unless there is none left.
    void spoolTo(const QString &folder, qint64 reserve, qint64 above);
    /// Before the first byte: the body is read, and nothing of it kept.
    void dropAll() { m_isDropped = true; }
    /// `taken`: how many of `bytes` belong to the body; the rest is the next request's.
    Progress append(QByteArrayView bytes, qsizetype &taken);
    [[nodiscard]] qint64 received() const { return m_received; }
    [[nodiscard]] const Refusal &refusal() const { return m_refusal; }
    /// Gives the body to the request, once it is whole.
    void moveTo(Request &request);

    /// Removes what a process that was killed left in the folder.
    static void removeStaleFiles(const QString &spoolFolder);

private:
    Progress keep(QByteArrayView bytes, Progress progress);
    Progress write(QByteArrayView bytes, Progress progress);
    bool openFile();
    [[nodiscard]] bool spools() const { return m_hash != nullptr; }
    bool checkDisk(qint64 toCome);
    bool makeRoom(qsizetype bytes);

    bool m_chunked;
    bool m_isDropped = false;
    qint64 m_expected;
    qint64 m_maximum;
    qint64 m_received = 0; ///< bytes on the wire
    qint64 m_size = 0;     ///< bytes of the body until now
    ChunkDecoder m_decoder;
    QByteArray m_memory;
    std::shared_ptr<BodyBudget> m_budget;
    std::shared_ptr<BodyShare> m_share;
    std::shared_ptr<QTemporaryFile> m_file;
    QString m_folder;
    qint64 m_spoolAbove = 0;
    qint64 m_diskReserve = 0;
    qint64 m_diskCheckedAt = 0;                       ///< bytes received by then
    std::unique_ptr<crypto_generichash_state> m_hash; ///< of a body that may be spooled
    Refusal m_refusal;
};

} // namespace tidegate
