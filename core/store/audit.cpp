// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/audit.h"

#include "core/base/random.h"
#include "core/store/connection.h"
#include "core/store/private_file.h"

#include <QFile>
#include <QtEndian>

#include <sodium.h>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// Records that go to the database in one statement: on PostgreSQL each is a round trip.
constexpr std::size_t recordsPerInsert = 32;
constexpr std::size_t columnsPerRecord = 10;
constexpr qint64 recordsPerPage = 1'000;
constexpr std::size_t maximumViolations = 100;

class Mac
{
public:
    explicit Mac(const AuditKey &key)
    {
        crypto_auth_hmacsha256_init(&m_state, reinterpret_cast<const unsigned char *>(key.bytes.constData()),
                                    static_cast<std::size_t>(key.bytes.size()));
    }

    void add(qint64 number)
    {
        unsigned char bytes[8];
        qToBigEndian(number, bytes);
        crypto_auth_hmacsha256_update(&m_state, bytes, sizeof bytes);
    }

    void add(const QByteArray &text)
    {
        unsigned char length[4];
        qToBigEndian(static_cast<quint32>(text.size()), length);
        crypto_auth_hmacsha256_update(&m_state, length, sizeof length);
        crypto_auth_hmacsha256_update(&m_state, reinterpret_cast<const unsigned char *>(text.constData()),
                                      static_cast<unsigned long long>(text.size()));
    }

    QByteArray result()
    {
        QByteArray hash(crypto_auth_hmacsha256_BYTES, Qt::Uninitialized);
        crypto_auth_hmacsha256_final(&m_state, reinterpret_cast<unsigned char *>(hash.data()));
        return hash;
    }

private:
    crypto_auth_hmacsha256_state m_state;
};

QByteArray anchorMac(const AuditKey &key, const AuditHead &head)
{
    Mac mac(key);
    mac.add(QByteArray("tidegate audit anchor"));
    mac.add(head.seq);
    mac.add(head.hash);
    return mac.result();
}

QString insertStatement(std::size_t records)
{
    const QString row = u"(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s;
    QStringList rows;
    for (std::size_t count = 0; count < records; ++count)
        rows += row;
    return u"INSERT INTO audit (seq, at, actor, action, entity, entity_id, state_before, state_after, request_id, hash) VALUES "_s
        + rows.join(u", "_s);
}

const QString &insertStatementFor(std::size_t records)
{
    static const QString many = insertStatement(recordsPerInsert);
    static const QString one = insertStatement(1);
    return records == recordsPerInsert ? many : one;
}

AuditRecord recordOf(const Row &row)
{
    return {row.integer(0),
            row.integer(1),
            {row.text(2), row.text(3), row.text(4), row.text(5), row.text(6).toUtf8(), row.text(7).toUtf8(), row.text(8)}};
}

/// Where verifyAudit() has come to.
class Walk
{
public:
    Walk(const AuditKey &key, const std::optional<AuditHead> &anchor)
        : m_key(key)
        , m_anchor(anchor)
    {
    }

    /// False once there is nothing more to look at.
    bool page(ReadTransaction &transaction)
    {
        qint64 rows = 0;
        transaction.each(u"SELECT seq, at, actor, action, entity, entity_id, state_before, state_after, request_id, hash "
                         "FROM audit WHERE seq > ? ORDER BY seq LIMIT ?"_s,
                         {m_head.seq, recordsPerPage}, [&](const Row &row) {
                             check(recordOf(row), row.bytes(9));
                             ++rows;
                         });
        return rows == recordsPerPage && m_violations.size() < maximumViolations;
    }

    std::vector<AuditViolation> finish(ReadTransaction &transaction)
    {
        const qint64 outside = transaction.integer(u"SELECT COUNT(*) FROM audit WHERE seq < 1"_s);
        if (outside > 0)
            found(0, u"records stand before the chain's beginning"_s);
        if (m_anchor && m_anchor->seq > m_head.seq && m_violations.size() < maximumViolations)
            found(m_anchor->seq, u"the chain's end was cut off behind number %1"_s.arg(m_head.seq));
        return std::move(m_violations);
    }

private:
    void check(const AuditRecord &record, const QByteArray &hash)
    {
        if (record.seq != m_head.seq + 1)
            found(record.seq, u"the records before this one, from number %1, are missing"_s.arg(m_head.seq + 1));
        else if (auditHash(m_key, record, m_head.hash) != hash)
            found(record.seq, u"the record was altered, moved or put in"_s);
        if (m_anchor && m_anchor->seq == record.seq && m_anchor->hash != hash)
            found(record.seq, u"the chain was rewritten: its anchor outside the database differs"_s);
        m_head = {record.seq, hash};
    }

    void found(qint64 seq, const QString &what)
    {
        if (m_violations.size() < maximumViolations)
            m_violations.push_back({seq, what});
    }

    const AuditKey &m_key;
    const std::optional<AuditHead> &m_anchor;
    AuditHead m_head;
    std::vector<AuditViolation> m_violations;
};

} // namespace

Result<AuditKey> AuditKey::load(const QString &file)
{
    QFile reading(file);
    if (!reading.open(QIODevice::ReadOnly))
        return failure(ErrorCode::StorageUnavailable, u"The audit key %1 can't be read: %2."_s.arg(file, reading.errorString()));
    AuditKey key;
    key.bytes = QByteArray::fromHex(reading.read(200).trimmed());
    if (key.bytes.size() != crypto_auth_hmacsha256_KEYBYTES)
        return failure(ErrorCode::StorageUnavailable, u"The file %1 holds no audit key."_s.arg(file));
    Mac mac(key);
    mac.add(QByteArray("tidegate audit key id"));
    key.id = QString::fromLatin1(mac.result().left(8).toHex());
    return key;
}

Result<AuditKey> AuditKey::loadOrMake(const QString &file)
{
    if (!QFile::exists(file)) {
        const QByteArray key = SystemRandom().bytes(crypto_auth_hmacsha256_KEYBYTES);
        if (auto written = makePrivateFile(file, key.toHex() + '\n'); !written)
            return tl::unexpected(written.error());
    }
    makePrivate(file);
    return load(file);
}

QByteArray auditHash(const AuditKey &key, const AuditRecord &record, const QByteArray &previousHash)
{
    Mac mac(key);
    mac.add(record.seq);
    mac.add(record.at);
    for (const QString &text : {record.event.actor, record.event.action, record.event.entity, record.event.entityId})
        mac.add(text.toUtf8());
    mac.add(record.event.before);
    mac.add(record.event.after);
    mac.add(record.event.requestId.toUtf8());
    mac.add(previousHash);
    return mac.result();
}

AuditEvent storable(AuditEvent event)
{
    for (QString *text : {&event.actor, &event.action, &event.entity, &event.entityId, &event.requestId})
        text->replace(QChar(u'\0'), QChar(QChar::ReplacementCharacter));
    for (QByteArray *state : {&event.before, &event.after}) {
        state->replace('\0', ' ');
        if (!QByteArrayView(*state).isValidUtf8())
            *state = QString::fromUtf8(*state).toUtf8();
    }
    return event;
}

AuditHead readAuditHead(Connection &connection)
{
    AuditHead head;
    connection.each(u"SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1"_s, {}, [&](const Row &row) {
        head = {row.integer(0), row.bytes(1)};
    });
    return head;
}

AuditHead appendAudit(Connection &connection, const AuditKey &key, const AuditHead &head, const std::vector<AuditRecord> &records)
{
    AuditHead newest = head;
    QVariantList parameters;
    for (std::size_t done = 0; done < records.size();) {
        const std::size_t count = records.size() - done >= recordsPerInsert ? recordsPerInsert : 1;
        parameters.clear();
        parameters.reserve(static_cast<qsizetype>(count * columnsPerRecord));
        for (std::size_t index = done; index < done + count; ++index) {
            const AuditRecord &record = records[index];
            newest = {record.seq, auditHash(key, record, newest.hash)};
            parameters << record.seq << record.at << record.event.actor << record.event.action << record.event.entity
                       << record.event.entityId << QString::fromUtf8(record.event.before) << QString::fromUtf8(record.event.after)
                       << record.event.requestId << newest.hash;
        }
        connection.exec(insertStatementFor(count), {parameters.constData(), static_cast<std::size_t>(parameters.size())});
        done += count;
    }
    return newest;
}

Result<Done> writeAuditAnchor(const QString &file, const AuditKey &key, const AuditHead &head)
{
    return replacePrivateFile(file,
                              QByteArray::number(head.seq) + ' ' + head.hash.toHex() + ' ' + anchorMac(key, head).toHex() + '\n');
}

Result<std::optional<AuditHead>> readAuditAnchor(const QString &file, const AuditKey &key)
{
    if (file.isEmpty() || !QFile::exists(file))
        return std::optional<AuditHead>();
    QFile reading(file);
    if (!reading.open(QIODevice::ReadOnly))
        return failure(ErrorCode::StorageUnavailable,
                       u"The audit anchor %1 can't be read: %2."_s.arg(file, reading.errorString()));
    const QByteArrayList parts = reading.read(1'000).trimmed().split(' ');
    const AuditHead head{parts.value(0).toLongLong(), QByteArray::fromHex(parts.value(1))};
    if (parts.size() != 3 || QByteArray::fromHex(parts.value(2)) != anchorMac(key, head))
        return failure(ErrorCode::StorageUnavailable, u"The audit anchor %1 was altered."_s.arg(file));
    return std::optional(head);
}

std::vector<AuditViolation> verifyAudit(ReadTransaction &transaction, const AuditKey &key, const std::optional<AuditHead> &anchor)
{
    Walk walk(key, anchor);
    while (walk.page(transaction)) {}
    return walk.finish(transaction);
}

} // namespace tidegate
