// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/key_service.h"
#include "core/partner/key_watcher.h"
#include "core/partner/partner_service.h"

#include "support/scratch_store.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

/// A server's keys on a scratch database, and beside it a second service without the ring: the command line.
struct Desk {
    Desk()
    {
        const auto added = partners.add({.name = u"Acme"_s, .email = u"feeds@acme.example"_s, .actor = u"test"_s}).get();
        if (!added)
            qFatal("%s", qPrintable(added.error().detail));
    }

    CreatedKey create(const NewKey &wanted) { return keys.create(wanted).get().value(); }
    bool opens(const QString &secret) const { return ring->check(secret.toLatin1()).has_value(); }
    qint64 number(const QString &sql)
    {
        return store->read([sql](ReadTransaction &transaction) -> Result<qint64> { return transaction.integer(sql); })
            .get()
            .value();
    }

    ManualClock clock;
    SystemRandom random;
    ScratchStore scratch = ScratchStore::withTables();
    std::unique_ptr<Store> store = scratch.open(clock);
    std::shared_ptr<KeyRing> ring = std::make_shared<KeyRing>(clock);
    KeyService keys{*store, clock, random, ring};
    KeyService commandLine{*store, clock, random};
    PartnerService partners{*store, clock, random};
};

const NewKey partnerKey{.kind = KeyKind::Partner, .partner = u"Acme"_s, .actor = u"test"_s};
const NewKey storefrontKey{.kind = KeyKind::Storefront, .actor = u"test"_s};

} // namespace

class KeyServiceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aNewKeyOpensAtOnce()
    {
        Desk desk;
        const CreatedKey shop = desk.create(storefrontKey);
        const CreatedKey partner = desk.create(partnerKey);
        QVERIFY(desk.opens(shop.secret));
        const auto checked = desk.ring->check(partner.secret.toLatin1());
        QVERIFY(checked);
        QCOMPARE((*checked)->partnerName, u"Acme"_s);
        QCOMPARE((*checked)->scopes, (QStringList{u"feeds"_s, u"jobs"_s, u"stock"_s}));
        QVERIFY(!(*checked)->sandbox);
        QVERIFY(!(*checked)->expiresAt);
    }

    void theSecretIsNowhereInTheDatabase()
    {
        Desk desk;
        const CreatedKey created = desk.create(partnerKey);
        const QString proper = created.secret.mid(keyPrefixLength);
        QCOMPARE(desk.number(u"SELECT COUNT(*) FROM api_key WHERE hash LIKE '%%1%' OR prefix LIKE '%%1%'"_s.arg(proper)), 0);
        QCOMPARE(desk.number(u"SELECT COUNT(*) FROM audit WHERE state_after LIKE '%%1%'"_s.arg(proper)), 0);
        QCOMPARE(
            desk.number(u"SELECT COUNT(*) FROM audit WHERE action = 'key.created' AND entity_id = '%1'"_s.arg(created.key.id)),
            1);
    }

    void keysComeBackFromTheDatabaseAsTheyWere()
    {
        Desk desk;
        NewKey wanted = partnerKey;
        wanted.sandbox = true;
        wanted.expiresDays = 30;
        wanted.name = u"warehouse sync"_s;
        wanted.scopes = {u"stock"_s};
        const CreatedKey created = desk.create(wanted);
        QVERIFY(created.secret.startsWith(u"tg_test_"));
        const std::vector<ApiKey> keys = desk.keys.list().get().value();
        QCOMPARE(keys.size(), std::size_t(1));
        const ApiKey &key = keys.at(0);
        QCOMPARE(key.id, created.key.id);
        QCOMPARE(key.name, u"warehouse sync"_s);
        QCOMPARE(key.scopes, QStringList{u"stock"_s});
        QCOMPARE(key.expiresAt.value(), desk.clock.utc() + 30LL * 24 * 3'600 * 1'000);
        QVERIFY(key.sandbox);
        QVERIFY(!key.revokedAt);
        QVERIFY(!key.lastUsedAt);
        QCOMPARE(key.rotatedFrom, QString());
    }

    void wrongWishesAreTold()
    {
        Desk desk;
        const auto code = [&desk](const NewKey &wanted) { return desk.keys.create(wanted).get().error().code; };
        NewKey wanted = partnerKey;
        wanted.partner = u"Nobody"_s;
        QCOMPARE(code(wanted), ErrorCode::NotFound);
        wanted.partner.clear();
        QCOMPARE(code(wanted), ErrorCode::InvalidRequest);
        wanted = partnerKey;
        wanted.expiresDays = 0;
        QCOMPARE(code(wanted), ErrorCode::InvalidRequest);
        wanted.expiresDays = 3'651;
        QCOMPARE(code(wanted), ErrorCode::InvalidRequest);
        wanted = partnerKey;
        wanted.scopes = {u"everything"_s};
        QCOMPARE(code(wanted), ErrorCode::InvalidRequest);
        wanted = partnerKey;
        wanted.name = u"two\nlines"_s;
        QCOMPARE(code(wanted), ErrorCode::InvalidRequest);
        wanted = storefrontKey;
        wanted.sandbox = true;
        QCOMPARE(code(wanted), ErrorCode::InvalidRequest);
        QCOMPARE(desk.number(u"SELECT COUNT(*) FROM api_key"_s), 0);
    }

    void aRevokedKeyIsRefusedAtOnce()
    {
        Desk desk;
        const CreatedKey created = desk.create(partnerKey);
        QVERIFY(desk.keys.revoke(created.key.prefix, u"staff:anna"_s).get());
        QVERIFY(!desk.opens(created.secret));
        QCOMPARE(desk.number(u"SELECT COUNT(*) FROM audit WHERE action = 'key.revoked' AND actor = 'staff:anna'"_s), 1);

        const UtcMillis when = desk.clock.utc();
        desk.clock.advance(std::chrono::hours(1));
        QCOMPARE(desk.keys.revoke(created.key.id, u"staff:anna"_s).get().value().revokedAt.value(), when);
        QCOMPARE(desk.keys.revoke(u"tg_live_nosuchkey"_s, u"staff:anna"_s).get().error().code, ErrorCode::NotFound);
    }

    void arotatedKeyIsRightForTheOverlap()
    {
        Desk desk;
        NewKey wanted = partnerKey;
        wanted.scopes = {u"jobs"_s};
        const CreatedKey old = desk.create(wanted);
        const CreatedKey next = desk.keys.rotate(old.key.prefix, u"test"_s, std::chrono::hours(1)).get().value();
        QVERIFY(next.secret != old.secret);
        QCOMPARE(next.key.rotatedFrom, old.key.id);
        QCOMPARE(next.key.scopes, old.key.scopes);
        QVERIFY(desk.opens(old.secret));
        QVERIFY(desk.opens(next.secret));
        desk.clock.advance(std::chrono::hours(1));
        QVERIFY(!desk.opens(old.secret));
        QVERIFY(desk.opens(next.secret));
        QCOMPARE(desk.keys.rotate(old.key.prefix, u"test"_s).get().error().code, ErrorCode::Conflict);
    }

    void rotatingNeverProlongsAKey()
    {
        Desk desk;
        NewKey wanted = partnerKey;
        wanted.expiresDays = 1;
        const CreatedKey old = desk.create(wanted);
        QVERIFY(desk.keys.rotate(old.key.prefix, u"test"_s, std::chrono::hours(48)).get());
        desk.clock.advance(std::chrono::hours(24));
        QVERIFY(!desk.opens(old.secret));
        QCOMPARE(desk.keys.rotate(old.key.id, u"test"_s, std::chrono::hours(24 * 31)).get().error().code,
                 ErrorCode::InvalidRequest);
    }

    void rotatingWithoutOverlapEndsTheOldKeyAtOnce()
    {
        Desk desk;
        const CreatedKey old = desk.create(storefrontKey);
        const CreatedKey next = desk.keys.rotate(old.key.id, u"test"_s, std::chrono::milliseconds(0)).get().value();
        QVERIFY(!desk.opens(old.secret));
        QVERIFY(desk.opens(next.secret));
    }

    // A key revoked on the command line is refused by a running server within a second.
    void whatAnotherProcessChangesIsSeenAtTheNextPoll()
    {
        Desk desk;
        KeyWatcher watcher(*desk.store, desk.ring);
        QVERIFY(watcher.load().get());
        const CreatedKey created = desk.commandLine.create(partnerKey).get().value();
        QTRY_VERIFY(desk.opens(created.secret));
        QVERIFY(desk.commandLine.revoke(created.key.id, u"command line"_s).get());
        QTRY_VERIFY(!desk.opens(created.secret));
    }

    void lastUseIsWrittenDown()
    {
        Desk desk;
        const CreatedKey created = desk.create(partnerKey);
        desk.clock.advance(std::chrono::hours(1));
        const UtcMillis used = desk.clock.utc();
        {
            KeyWatcher watcher(*desk.store, desk.ring);
            QVERIFY(desk.opens(created.secret));
            watcher.poll();
            QTRY_COMPARE(desk.keys.list().get().value().at(0).lastUsedAt.value_or(0), used);
            desk.clock.advance(std::chrono::minutes(2));
            QVERIFY(desk.opens(created.secret));
        }
        QTRY_COMPARE(desk.keys.list().get().value().at(0).lastUsedAt.value_or(0), desk.clock.utc());
    }
};

QTEST_GUILESS_MAIN(KeyServiceTest)
#include "tst_key_service.moc"
