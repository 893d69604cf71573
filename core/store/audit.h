// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/store/transaction.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

namespace tidegate {

class Connection;

/// The secret that the audit chain is made with.
struct AuditKey {
    QByteArray bytes; ///< 32
    QString id;       ///< tells keys apart without giving them away; the database keeps the one of its own key

    /// Refuses a missing or malformed file with StorageUnavailable and a sentence.
    static Result<AuditKey> load(const QString &file);
    /// load(), after making the file (0600) where there is none.
    static Result<AuditKey> loadOrMake(const QString &file);
};

/// The newest link of the chain.
struct AuditHead {
    qint64 seq = 0;  ///< 0: the chain is empty
    QByteArray hash; ///< 32 bytes; empty where seq is 0

    bool operator==(const AuditHead &) const = default;
};

/// One link: an event, its number, which rises by one, and its time.
struct AuditRecord {
    qint64 seq = 0;
    UtcMillis at = 0;
    AuditEvent event;
};

/// The same event without what PostgreSQL can't keep in text (NUL, broken UTF-8), so that the hash fits what is read back.
AuditEvent storable(AuditEvent event);

/// HMAC-SHA256 under the key over: seq, at (8 bytes each, big-endian), then actor, action, entity, entity id, before, after, request id (UTF-8)
/// and the hash of the link before, each with its length in front (4 bytes, big-endian), so that no two records encode alike.
QByteArray auditHash(const AuditKey &key, const AuditRecord &record, const QByteArray &previousHash);

/// Reads the head as this transaction sees it. Throws SqlFailure.
AuditHead readAuditHead(Connection &connection);
/// Adds records whose numbers follow on `head`; returns the new head. Throws SqlFailure.
AuditHead appendAudit(Connection &connection, const AuditKey &key, const AuditHead &head,
                      const std::vector<AuditRecord> &records);

/// The anchor file: one line with the head's number and hash and a MAC of both. Atomic, durable, 0600.
Result<Done> writeAuditAnchor(const QString &file, const AuditKey &key, const AuditHead &head);
/// Nothing where there is no file; refuses one that was altered. Read it before the transaction that verifies begins, else it may be ahead.
Result<std::optional<AuditHead>> readAuditAnchor(const QString &file, const AuditKey &key);

struct AuditViolation {
    qint64 seq = 0;
    QString what; ///< "the record was altered"
};

/// Walks the whole chain, a page of rows at a time. Finds altered, inserted, removed and reordered records, a cut-off end and a rewritten end (both
/// against the anchor). Empty: all is well. Not more than 100 are listed.
std::vector<AuditViolation> verifyAudit(ReadTransaction &transaction, const AuditKey &key,
                                        const std::optional<AuditHead> &anchor);

} // namespace tidegate
