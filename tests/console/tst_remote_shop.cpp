// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/console_bridge.h"
#include "console/console_answers.h"
#include "support/scratch_store.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

const StaffActor admin{u"u1"_s, u"anna"_s, StaffRole::Admin};

} // namespace

class RemoteShopTest : public QObject
{
    Q_OBJECT

private:
private Q_SLOTS:
    void anSqliteFileIsRefusedWithWhatToDo()
    {
        const SystemClock clock;
        SystemRandom random;
        const ScratchStore scratch(ScratchStore::Backend::Sqlite);
        const auto refused = RemoteShop::open(scratch.options, {}, clock, random);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::InvalidRequest);
        QVERIFY(refused.error().detail.contains(u"--database postgresql://"_s));
        QVERIFY(!refused.error().detail.contains(u'\n'));
        QVERIFY(!QFile::exists(scratch.path()));
    }

    void salesStockTotalsAndImportWorkOnTheSharedDatabase()
    {
        const SystemClock clock;
        SystemRandom random;
        const ScratchStore scratch(ScratchStore::Backend::Postgres);
        const auto shop = RemoteShop::open(scratch.options, {}, clock, random);
        QVERIFY2(shop, shop ? "" : qPrintable(shop.error().detail));
        ConsoleBridge bridge(**shop);
        bridge.identity().set(admin);
        QVERIFY(bridge.serverAddresses().isEmpty());
        QVERIFY(!bridge.returnServices().hasFiles());

        const QString path = scratch.folder() + u"/catalogue.csv"_s;
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("sku,name,price,stock\nLAMP,Desk lamp,59.00,100\n") > 0);
        file.close();
        const auto imported = answerOf<ImportOutcome>([&](auto answer) {
            bridge.importCatalogue(
                {.file = path, .format = {}}, [](ImportStage) {}, std::move(answer));
        });
        QVERIFY(imported && imported->created == 1);

        SaleDraft draft;
        draft.name = u"Friday"_s;
        draft.startsAt = clock.utc();
        draft.endsAt = clock.utc() + 3'600'000;
        draft.items = {{u"LAMP"_s, {4'900, Currency::euro()}, 10, 2}};
        const auto planned = answerOf<SaleView>([&](auto answer) { bridge.saveSale(draft, std::move(answer)); });
        QVERIFY2(planned, planned ? "" : qPrintable(planned.error().detail));
        const auto stock = answerOf<std::vector<StockFigures>>([&](auto answer) { bridge.openStock(std::move(answer)); });
        QVERIFY(stock && stock->size() == 1);
        QCOMPARE(stock->front().left(), 10);
        scratch.runOutside(u"UPDATE sale_item SET sold = 1"_s);
        const auto proof = answerOf<StockProof>([&](auto answer) { bridge.proveStock(std::move(answer)); });
        QVERIFY(proof && proof->differences.size() == 1);
        const auto totals = answerOf<OrderTotals>([&](auto answer) { bridge.orderTotals(std::move(answer)); });
        QVERIFY(totals && totals->paid == 0);
        const auto figures = answerOf<LiveFigures>([&](auto answer) { bridge.liveFigures(std::move(answer)); });
        QVERIFY(figures && figures->store.writable);
        QVERIFY(figures->breakers.empty());
    }

    void oneSignsInAndIsShutOutByWhatAServerDoes()
    {
        const SystemClock clock;
        SystemRandom random;
        const ScratchStore scratch(ScratchStore::Backend::Postgres);
        const auto shop = RemoteShop::open(scratch.options, {}, clock, random);
        QVERIFY2(shop, shop ? "" : qPrintable(shop.error().detail));
        ConsoleBridge bridge(**shop);
        StaffServices &door = bridge.staffServices();
        const auto first = answerOf<bool>([&](auto answer) { door.isFirstStart(std::move(answer)); });
        QVERIFY(first && *first);
        const auto made =
            answerOf<SignedIn>([&](auto answer) { door.makeFirstAdmin(u"boss"_s, u"correct horse"_s, std::move(answer)); });
        QVERIFY2(made, made ? "" : qPrintable(made.error().detail));
        QCOMPARE(door.signedIn()->name, u"boss"_s);
        scratch.runOutside(u"UPDATE staff_session SET ended_at = 1"_s);
        scratch.runOutside(u"UPDATE revision SET version = version + 1 WHERE name = 'staff'"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!door.signedIn(), 30'000);
        const auto refused = answerOf<std::vector<StaffUser>>([&](auto answer) { door.users(std::move(answer)); });
        QCOMPARE(refused.error().code, ErrorCode::Unauthenticated);
    }

    void partnersKeysJobsAndWebhooksWorkOnTheSharedDatabase()
    {
        const SystemClock clock;
        SystemRandom random;
        const ScratchStore scratch(ScratchStore::Backend::Postgres);
        const auto shop = RemoteShop::open(scratch.options, {}, clock, random);
        QVERIFY2(shop, shop ? "" : qPrintable(shop.error().detail));
        ConsoleBridge bridge(**shop);
        bridge.identity().set(admin);
        PartnerServices &partners = bridge.partnerServices();
        PartnerDraft draft;
        draft.name = u"Acme"_s;
        draft.email = u"it@acme.example"_s;
        const auto acme = answerOf<PartnerView>([&](auto answer) { partners.savePartner(draft, std::move(answer)); });
        QVERIFY2(acme, acme ? "" : qPrintable(acme.error().detail));
        KeyDraft key;
        key.partnerId = acme->id;
        const auto issued = answerOf<IssuedKey>([&](auto answer) { partners.createKey(key, std::move(answer)); });
        QVERIFY(issued && issued->secret.startsWith(u"tg_live_"_s));

        // A feed that a server somewhere else has taken.
        scratch.runOutside(
            u"INSERT INTO feed_job (id, partner_id, kind, status, mode, policy, home, file, actor, uploaded_at, created_at) "
            "VALUES ('j1', '%1', 'feed', 'queued', 'delta', 'partial', 'server-a', 'j1.feed', 'test', 1, 1)"_s.arg(acme->id));
        JobServices &jobs = bridge.jobServices();
        const auto cancelled = answerOf<JobView>([&](auto answer) { jobs.cancelJob(u"j1"_s, std::move(answer)); });
        QVERIFY2(cancelled, cancelled ? "" : qPrintable(cancelled.error().detail));
        QCOMPARE(cancelled->state, JobState::Cancelled);
        const auto again = answerOf<JobView>([&](auto answer) { jobs.retryJob(u"j1"_s, std::move(answer)); });
        QVERIFY2(again, again ? "" : qPrintable(again.error().detail));
        const auto home =
            shop->get()
                ->store()
                .read([id = again->id](ReadTransaction &transaction) -> Result<QString> {
                    return transaction
                        .one(u"SELECT home FROM feed_job WHERE id = ?"_s, {id}, [](const Row &row) { return row.text(0); })
                        .value_or(QString());
                })
                .get();
        QCOMPARE(home.value(), u"server-a"_s);
        const auto rows = answerOf<RejectedRows>([&](auto answer) { jobs.rejectedRows(u"j1"_s, {}, std::move(answer)); });
        QVERIFY(!rows);
        // A small one lies in the database.
        scratch.runOutside(
            u"INSERT INTO feed_job (id, partner_id, kind, status, mode, policy, home, file, media_type, actor, uploaded_at, created_at) "
            "VALUES ('j2', '%1', 'feed', 'partial', 'delta', 'partial', 'server-a', 'u2', 'text/csv', 'test', 1, 1)"_s.arg(
                acme->id));
        scratch.runOutside(
            u"INSERT INTO upload_body (name, content) VALUES ('u2', convert_to(E'sku,name,price\nA,Cup,x\nB,Mug,1\n', 'UTF8'))"_s);
        scratch.runOutside(u"INSERT INTO feed_job_error (job_id, position, severity, line, field, code, message, value) "
                           "VALUES ('j2', 1, 'error', 2, 'price', 'invalid_price', 'mend it', 'x')"_s);
        const auto small = answerOf<RejectedRows>([&](auto answer) { jobs.rejectedRows(u"j2"_s, {}, std::move(answer)); });
        QVERIFY2(small, small ? "" : qPrintable(small.error().detail));
        QVERIFY(small->content.contains("A,Cup,x"));
        const auto page = answerOf<WebhookViewPage>(
            [&](auto answer) { bridge.webhookServices().webhooks(WebhookDirection::Incoming, {}, 10, {}, std::move(answer)); });
        QVERIFY(page && page->rows.empty());
    }
};

QTEST_GUILESS_MAIN(RemoteShopTest)
#include "tst_remote_shop.moc"
