// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/audit.h"

#include "core/store/connection.h"
#include "store/store_helpers.h"
#include "support/scratch_store.h"

#include <QFile>
#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

/// What happens to the chain behind the program's back; the triggers go first.
void tamper(const ScratchStore &scratch, const QString &sql)
{
    scratch.runOutside((scratch.backend() == ScratchStore::Backend::Postgres
                            ? u"DROP TRIGGER IF EXISTS audit_refuses_change ON audit; "_s
                            : u"DROP TRIGGER IF EXISTS audit_refuses_update; DROP TRIGGER IF EXISTS audit_refuses_delete; "_s)
                       + sql);
}

void record(Store &store, int count)
{
    std::vector<Async<Result<Done>>> outcomes;
    for (int index = 1; index <= count; ++index)
        outcomes.push_back(store.write(recording(u"a"_s, index)));
    for (auto &outcome : outcomes) {
        if (!outcome.get())
            qFatal("a write failed");
    }
}

std::vector<AuditViolation> verify(const ScratchStore &scratch, const std::optional<AuditHead> &anchor)
{
    const AuditKey key = AuditKey::load(scratch.options.keyFile).value();
    const auto connection = Connection::open(DatabaseAddress::parse(scratch.options.url).value(), {.readOnly = true});
    ReadTransaction transaction(*connection);
    return verifyAudit(transaction, key, anchor);
}

std::optional<AuditHead> anchorOf(const ScratchStore &scratch)
{
    return readAuditAnchor(scratch.options.anchorFile, AuditKey::load(scratch.options.keyFile).value()).value();
}

QList<qint64> numbers(const std::vector<AuditViolation> &violations)
{
    QList<qint64> result;
    for (const AuditViolation &violation : violations)
        result += violation.seq;
    return result;
}

} // namespace

class AuditTest : public QObject
{
    Q_OBJECT

    ManualClock m_clock;

private Q_SLOTS:
    void theHashIsHmacSha256OverTheDocumentedBytes()
    {
        const AuditKey key{QByteArray(32, 'k'), {}};
        const AuditRecord record{
            7,
            1'767'225'600'000,
            {u"staff:anna"_s, u"rma.approved"_s, u"rma"_s, u"r-1"_s, "{}", R"({"state":"approved"})", u"req"_s}};
        // Python: hmac.new(b'k'*32, struct.pack('>qq', 7, 1767225600000) + b''.join(struct.pack('>I', len(f)) + f for f in fields), 'sha256')
        QCOMPARE(auditHash(key, record, QByteArray(32, 'p')).toHex(),
                 QByteArray("852a4af39284a0f23a53ad33bb487d4ed2d9d0bcb41b86042e2ab46b0967cf29"));
    }

    void anUntouchedChainIsSound()
    {
        const ScratchStore scratch;
        record(*scratch.open(m_clock), 40);
        QCOMPARE(numbers(verify(scratch, anchorOf(scratch))), QList<qint64>());
        QCOMPARE(anchorOf(scratch)->seq, 40);
        // And goes on as one chain after opening again.
        record(*scratch.open(m_clock), 40);
        QCOMPARE(numbers(verify(scratch, anchorOf(scratch))), QList<qint64>());
        QCOMPARE(anchorOf(scratch)->seq, 80);
    }

    void theChainKeepsAnyText()
    {
        const ScratchStore scratch;
        const auto store = scratch.open(m_clock);
        auto odd = store->write([](WriteTransaction &transaction) -> Result<Done> {
            const QString nul = QString(QChar(0)) + u"x"_s;
            transaction.audit({nul, {}, u"'\"\\"_s, QString(QChar(0xd800)), QByteArray("\xff\0", 2), "{\"é\":1}", u"日本"_s});
            return Done{};
        });
        QVERIFY(odd.get());
        QCOMPARE(numbers(verify(scratch, std::nullopt)), QList<qint64>());
    }

    void tamperingShows_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QList<qint64>>("violations");
        QTest::newRow("edit actor") << u"UPDATE audit SET actor = 'eve' WHERE seq = 3"_s << QList<qint64>{3};
        QTest::newRow("edit time") << u"UPDATE audit SET at = at + 1 WHERE seq = 3"_s << QList<qint64>{3};
        QTest::newRow("edit state") << u"UPDATE audit SET state_after = '{}' WHERE seq = 10"_s << QList<qint64>{10};
        QTest::newRow("text moved between fields")
            << u"UPDATE audit SET entity = 'counte', entity_id = 'ra' WHERE seq = 2"_s << QList<qint64>{2};
        QTest::newRow("delete one") << u"DELETE FROM audit WHERE seq = 4"_s << QList<qint64>{5};
        QTest::newRow("delete the first") << u"DELETE FROM audit WHERE seq = 1"_s << QList<qint64>{2};
        QTest::newRow("delete and close the gap")
            << u"DELETE FROM audit WHERE seq = 9; UPDATE audit SET seq = 9 WHERE seq = 10"_s << QList<qint64>{9, 10};
        QTest::newRow("reorder") << u"UPDATE audit SET seq = 0 WHERE seq = 6; UPDATE audit SET seq = 6 WHERE seq = 7; "
                                    "UPDATE audit SET seq = 7 WHERE seq = 0"_s
                                 << QList<qint64>{6, 7, 8};
        QTest::newRow("append forged")
            << u"INSERT INTO audit SELECT 11, at, actor, action, entity, entity_id, state_before, state_after, request_id, hash FROM audit "
               "WHERE seq = 10"_s
            << QList<qint64>{11};
        QTest::newRow("put before the first")
            << u"INSERT INTO audit SELECT 0, at, actor, action, entity, entity_id, state_before, state_after, request_id, hash FROM audit "
               "WHERE seq = 1"_s
            << QList<qint64>{0};
        QTest::newRow("cut off the end") << u"DELETE FROM audit WHERE seq > 6"_s << QList<qint64>{10};
        QTest::newRow("cut off all") << u"DELETE FROM audit"_s << QList<qint64>{10};
    }

    void tamperingShows()
    {
        QFETCH(const QString, sql);
        QFETCH(const QList<qint64>, violations);
        const ScratchStore scratch;
        record(*scratch.open(m_clock), 10);
        tamper(scratch, sql);
        QCOMPARE(numbers(verify(scratch, anchorOf(scratch))), violations);
    }

    void anEndRewrittenWithTheRightKeyShowsAgainstTheAnchor()
    {
        const ScratchStore scratch;
        record(*scratch.open(m_clock), 10);
        const AuditKey key = AuditKey::load(scratch.options.keyFile).value();
        tamper(scratch, u"DELETE FROM audit WHERE seq > 6"_s);
        {
            const auto connection = Connection::open(DatabaseAddress::parse(scratch.options.url).value(), {});
            std::vector<AuditRecord> forged;
            for (qint64 seq = 7; seq <= 12; ++seq)
                forged.push_back({seq, 1, {u"eve"_s, u"x"_s, u"y"_s, u"z"_s, {}, {}, {}}});
            appendAudit(*connection, key, readAuditHead(*connection), forged);
        }
        QCOMPARE(numbers(verify(scratch, std::nullopt)), QList<qint64>());
        QCOMPARE(numbers(verify(scratch, anchorOf(scratch))), QList<qint64>{10});
    }

    void aLongChainIsReadInPages()
    {
        const ScratchStore scratch;
        const auto store = scratch.open(m_clock);
        auto many = store->write([](WriteTransaction &transaction) -> Result<Done> {
            for (int index = 0; index < 2'500; ++index)
                transaction.audit({u"system"_s, u"x"_s, u"y"_s, QString::number(index), {}, {}, {}});
            return Done{};
        });
        QVERIFY(many.get());
        QCOMPARE(numbers(verify(scratch, std::nullopt)), QList<qint64>());
        tamper(scratch, u"UPDATE audit SET actor = 'eve' WHERE seq = 2001"_s);
        QCOMPARE(numbers(verify(scratch, std::nullopt)), QList<qint64>{2'001});
    }

    void theTableRefusesChange_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::newRow("update") << u"UPDATE audit SET actor = 'eve' WHERE seq = 1"_s;
        QTest::newRow("delete") << u"DELETE FROM audit WHERE seq = 1"_s;
    }

    void theTableRefusesChange()
    {
        QFETCH(const QString, sql);
        const ScratchStore scratch;
        const auto store = scratch.open(m_clock);
        record(*store, 3);
        auto change = store->write([sql](WriteTransaction &transaction) -> Result<Done> {
            transaction.exec(sql);
            return Done{};
        });
        const auto outcome = change.get();
        QCOMPARE(outcome.error().code, ErrorCode::Internal);
        QVERIFY(outcome.error().detail.contains(u"append-only"_s));
    }

    void aCutWhileTheProgramRunsKeepsTheAnchorAsEvidence()
    {
        const ScratchStore scratch;
        {
            const auto store = scratch.open(m_clock);
            record(*store, 10);
            tamper(scratch, u"DELETE FROM audit WHERE seq > 6"_s);
            record(*store, 10);
        }
        QVERIFY(anchorOf(scratch)->seq <= 10);
        QVERIFY(anchorOf(scratch)->seq > 6);
        QVERIFY(!verify(scratch, anchorOf(scratch)).empty());
    }

    void aCutWhileTheProgramWasClosedKeepsTheAnchorAsEvidence()
    {
        const ScratchStore scratch;
        record(*scratch.open(m_clock), 10);
        tamper(scratch, u"DELETE FROM audit WHERE seq > 6"_s);
        record(*scratch.open(m_clock), 10);
        QCOMPARE(anchorOf(scratch)->seq, 10);
        QCOMPARE(numbers(verify(scratch, anchorOf(scratch))), QList<qint64>{10});
    }

    void anAlteredAnchorIsRefusedAndKept()
    {
        const ScratchStore scratch;
        record(*scratch.open(m_clock), 3);
        QFile anchor(scratch.options.anchorFile);
        QVERIFY(anchor.open(QIODevice::ReadWrite));
        QByteArray line = anchor.readAll();
        line[0] = '2';
        anchor.seek(0);
        anchor.write(line);
        anchor.close();
        const AuditKey key = AuditKey::load(scratch.options.keyFile).value();
        QVERIFY(readAuditAnchor(scratch.options.anchorFile, key).error().detail.contains(u"was altered"_s));
        record(*scratch.open(m_clock), 3);
        QVERIFY(!readAuditAnchor(scratch.options.anchorFile, key));
    }

    void keyAndAnchorAreForTheirOwnerAlone()
    {
        const ScratchStore scratch;
        record(*scratch.open(m_clock), 1);
        for (const QString &file : {scratch.options.keyFile, scratch.options.anchorFile})
            QCOMPARE(QFile::permissions(file), QFile::ReadOwner | QFile::WriteOwner | QFile::ReadUser | QFile::WriteUser);
    }

    void aMissingKeyIsNotMadeAnew()
    {
        const ScratchStore scratch;
        record(*scratch.open(m_clock), 1);
        QFile::remove(scratch.options.keyFile);
        const auto opened = Store::open(scratch.options, m_clock);
        QCOMPARE(opened.error().code, ErrorCode::StorageUnavailable);
        QVERIFY(opened.error().detail.contains(u"is missing: put it back"_s));
        QVERIFY(!QFile::exists(scratch.options.keyFile));
    }

    void anotherKeyIsRefused()
    {
        const ScratchStore scratch;
        record(*scratch.open(m_clock), 1);
        QFile key(scratch.options.keyFile);
        QVERIFY(key.open(QIODevice::WriteOnly | QIODevice::Truncate));
        key.write(QByteArray(64, 'a') + '\n');
        key.close();
        QVERIFY(Store::open(scratch.options, m_clock).error().detail.contains(u"another audit key"_s));
        QVERIFY(key.open(QIODevice::WriteOnly | QIODevice::Truncate));
        key.write("not a key");
        key.close();
        QVERIFY(Store::open(scratch.options, m_clock).error().detail.contains(u"holds no audit key"_s));
    }

    void whatAKilledProcessLeftBesideTheKeyIsRemoved()
    {
        const ScratchStore scratch;
        const QString left = scratch.options.keyFile + u".999999999-1.part"_s;
        const QString ours = scratch.options.keyFile + u".%1-9999.part"_s.arg(QCoreApplication::applicationPid());
        for (const QString &name : {left, ours}) {
            QFile file(name);
            QVERIFY(file.open(QIODevice::WriteOnly));
        }
        QVERIFY(scratch.open(m_clock));
        QVERIFY(!QFile::exists(left));
        QVERIFY(QFile::exists(ours));
    }
};

QTEST_GUILESS_MAIN(AuditTest)
#include "tst_audit.moc"
