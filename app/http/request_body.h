// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/chunk_decoder.h"

#include <QTemporaryFile>

namespace tidegate {

/// Collects one request's body, in memory or in a spool file that only this user may read.
class RequestBody
{
public:
    enum class Progress { NeedsMore, Whole, Refused };

    /// `spoolFolder` empty: in memory.
    RequestBody(const RequestHead &head, qint64 maximum, const QString &spoolFolder);

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

    bool m_chunked;
    qint64 m_expected;
    qint64 m_received = 0; ///< bytes on the wire
    ChunkDecoder m_decoder;
    QByteArray m_memory;
    std::shared_ptr<QTemporaryFile> m_file;
    Refusal m_refusal;
};

} // namespace tidegate
