// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/console_answer.h"
#include "app/console/job_bridge.h"
#include "app/console/partner_bridge.h"
#include "app/console/webhook_bridge.h"
#include "console/console_answers.h"
#include "core/feed/feed_registry.h"
#include "partner/partner_fixture.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

/// A shop's database with the partner "Acme", its services, of which none works by itself, and the bridges to the console.
class BridgedShop
{
public:
    ManualClock clock;
    PartnerFixture shop{clock};
    KeyService keys{*shop.store, clock, shop.random};
    WebhookService webhookService{*shop.store, clock, shop.random};
    CallbackService callbacks{*shop.store, {}, clock, shop.random};
    FeedJobService jobService{*shop.store, builtInFormats(), {.folder = shop.scratch.folder() + u"/feeds"_s}, clock, shop.random};
    ConsoleIdentity identity;
    PartnerBridge partners{{*shop.store, clock, builtInFormats(), shop.partners, keys, callbacks, true}, identity};
    JobBridge jobs{*shop.store, clock, builtInFormats(), jobService, identity};
    WebhookBridge webhooks{shop.partners, webhookService, callbacks, identity};

    BridgedShop() { identity.set(StaffActor{u"u1"_s, u"anna"_s, StaffRole::Admin}); }

    std::vector<PartnerView> partnerViews()
    {
        return *answerOf<std::vector<PartnerView>>([this](auto answer) { partners.partners(std::move(answer)); });
    }

    Result<PartnerView> save(const PartnerDraft &draft)
    {
        return answerOf<PartnerView>([&](auto answer) { partners.savePartner(draft, std::move(answer)); });
    }

    Result<IssuedKey> createKey(const KeyDraft &draft)
    {
        return answerOf<IssuedKey>([&](auto answer) { partners.createKey(draft, std::move(answer)); });
    }

    std::vector<KeyView> keyViews()
    {
        return *answerOf<std::vector<KeyView>>([this](auto answer) { partners.keys(std::move(answer)); });
    }

    /// A feed that waits for a worker.
    QString submitFeed()
    {
        const QString file = shop.scratch.folder() + u"/feeds/incoming"_s;
        QFile out(file);
        if (!out.open(QIODevice::WriteOnly) || out.write("sku,name,price,stock\nLAMP,Lamp,1.00,5\n") < 0)
            qFatal("no scratch file");
        out.close();
        FeedUpload upload;
        upload.partnerId = shop.partner;
        upload.file = file;
        upload.bytes = out.size();
        upload.hash = u"h"_s;
        upload.mediaType = u"text/csv"_s;
        upload.actor = u"test"_s;
        const auto submitted = jobService.submit(upload).get();
        if (!submitted)
            qFatal("%s", qPrintable(submitted.error().detail));
        return submitted->job.id;
    }

    void addFinding(const QString &jobId, int position, const QString &code, bool warning) const
    {
        shop.scratch.runOutside(u"INSERT INTO feed_job_error (job_id, position, severity, line, field, code, message, value) "
                                "VALUES ('%1', %2, '%3', %4, 'price', '%5', 'mend it', 'x')"_s.arg(jobId)
                                    .arg(position)
                                    .arg(warning ? u"warning"_s : u"error"_s)
                                    .arg(position + 1)
                                    .arg(code));
    }

    void addDelivery(const QString &id, const QString &status, UtcMillis at) const
    {
        shop.scratch.runOutside(
            u"INSERT INTO delivery (id, partner_id, type, body, status, attempts, next_attempt_at, created_at) "
            "VALUES ('%1', '%2', 'job.completed', '{}', '%3', 4, 0, %4)"_s.arg(id, shop.partner, status)
                .arg(at));
        shop.scratch.runOutside(
            u"INSERT INTO delivery_attempt (delivery_id, number, at, url, status, duration_ms, problem) "
            "VALUES ('%1', 1, %2, 'https://acme.example/hook', 503, 43, 'It answered with status 503.')"_s.arg(id)
                .arg(at));
    }

    void addEvent(const QString &id, const QString &status, UtcMillis at) const
    {
        shop.scratch.runOutside(
            u"INSERT INTO webhook_event (id, partner_id, webhook_id, type, occurred_at, body, status, attempts, "
            "next_attempt_at, result, received_at) "
            "VALUES ('%1', '%2', 'msg-%1', 'stock.updated', 0, '{\"a\":1}', '%3', 4, 0, '', %4)"_s.arg(id, shop.partner, status)
                .arg(at));
    }
};

} // namespace

class PartnerBridgeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPartnerIsAddedAndChanged()
    {
        BridgedShop shop;
        const auto added =
            shop.save({.id = {}, .version = 0, .name = u"Ostsee"_s, .email = u"a@b.example"_s, .callbackUrl = {}, .formats = {}});
        QVERIFY2(added, added ? "" : qPrintable(added.error().detail));
        QVERIFY(!added->id.isEmpty());
        const auto changed = shop.save({.id = added->id,
                                        .version = added->version,
                                        .name = u"Ostsee Segel"_s,
                                        .email = u"c@d.example"_s,
                                        .callbackUrl = u"http://ostsee.example/hook"_s,
                                        .formats = {},
                                        .disabled = true});
        QVERIFY2(changed, changed ? "" : qPrintable(changed.error().detail));
        QCOMPARE(changed->name, u"Ostsee Segel"_s);
        QCOMPARE(changed->disabledAt, std::optional(shop.clock.utc()));
        QVERIFY(changed->version > added->version);
        QCOMPARE(shop.partnerViews().size(), 2U);
    }

    void whatIsWrongIsToldByField()
    {
        BridgedShop shop;
        const auto refused =
            shop.save({.id = {}, .version = 0, .name = u"X"_s, .email = u"nobody"_s, .callbackUrl = {}, .formats = {}});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::InvalidRequest);
        QCOMPARE(refused.error().fields.front().field, u"email"_s);
        const auto taken =
            shop.save({.id = {}, .version = 0, .name = u"Acme"_s, .email = u"a@b.example"_s, .callbackUrl = {}, .formats = {}});
        QVERIFY(!taken);
        QCOMPARE(taken.error().code, ErrorCode::Conflict);
    }

    void anOlderVersionIsAConflict()
    {
        BridgedShop shop;
        PartnerView acme = shop.partnerViews().front();
        const auto refused = shop.save({.id = acme.id,
                                        .version = acme.version + 1,
                                        .name = acme.name,
                                        .email = acme.email,
                                        .callbackUrl = acme.callbackUrl,
                                        .formats = {}});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Conflict);
    }

    void keysAreCountedWithThePartnerTheyBelongTo()
    {
        BridgedShop shop;
        const auto live = shop.createKey(
            {.partnerId = shop.shop.partner, .sandbox = false, .name = u"server"_s, .expiresDays = 10, .scopes = {}});
        QVERIFY2(live, live ? "" : qPrintable(live.error().detail));
        QVERIFY(live->secret.startsWith(u"tg_live_"_s));
        QVERIFY(shop.createKey(
            {.partnerId = shop.shop.partner, .sandbox = true, .name = {}, .expiresDays = {}, .scopes = {u"feeds"_s}}));
        QVERIFY(shop.createKey({.partnerId = {}, .sandbox = false, .name = u"front"_s, .expiresDays = {}, .scopes = {}}));
        const PartnerView acme = shop.partnerViews().front();
        QCOMPARE(acme.liveKeys, 1);
        QCOMPARE(acme.testKeys, 1);
        const std::vector<KeyView> keys = shop.keyViews();
        QCOMPARE(keys.size(), 3U);
        QCOMPARE(keys.front().partnerId, QString());
        QCOMPARE(keys.back().partnerName, u"Acme"_s);
        shop.clock.advance(std::chrono::hours(24 * 11));
        QCOMPARE(shop.partnerViews().front().liveKeys, 0);
    }

    void rotationLeavesTheOldOneForItsOverlapAndRevokingEndsIt()
    {
        BridgedShop shop;
        const auto old = shop.createKey(
            {.partnerId = shop.shop.partner, .sandbox = false, .name = u"server"_s, .expiresDays = {}, .scopes = {}});
        const auto fresh = answerOf<IssuedKey>([&](auto answer) { shop.partners.rotateKey(old->key.id, 1h, std::move(answer)); });
        QVERIFY(fresh);
        QVERIFY(fresh->secret != old->secret);
        const std::vector<KeyView> keys = shop.keyViews();
        QVERIFY(!keys[0].rotated);
        QVERIFY(keys[1].rotated);
        QVERIFY(keys[1].isValid(shop.clock.utc()));
        QVERIFY(!keys[1].isValid(shop.clock.utc() + 3'600'001));
        const auto revoked = answerOf<KeyView>([&](auto answer) { shop.partners.revokeKey(fresh->key.id, std::move(answer)); });
        QVERIFY(revoked && revoked->revokedAt);
    }

    void aWebhookSecretIsRotatedWithItsOverlap()
    {
        BridgedShop shop;
        const auto secret =
            answerOf<QString>([&](auto answer) { shop.partners.createWebhookSecret(shop.shop.partner, 2h, std::move(answer)); });
        QVERIFY(secret && secret->startsWith(u"whsec_"_s));
        QCOMPARE(shop.partnerViews().front().previousSecretUntil, std::optional(shop.clock.utc() + 7'200'000));
        shop.clock.advance(3h);
        QVERIFY(!shop.partnerViews().front().previousSecretUntil);
    }

    void aCallbackThatIsOffIsSwitchedOn()
    {
        BridgedShop shop;
        shop.shop.scratch.runOutside(u"UPDATE partner SET callback_disabled_at = 5, callback_failing_since = 4"_s);
        QVERIFY(shop.partnerViews().front().callbackOffSince);
        const auto ping =
            answerOf<QString>([&](auto answer) { shop.partners.pingCallback(shop.shop.partner, std::move(answer)); });
        QCOMPARE(ping.error().code, ErrorCode::Conflict);
        const auto on =
            answerOf<PartnerView>([&](auto answer) { shop.partners.switchCallbackOn(shop.shop.partner, std::move(answer)); });
        QVERIFY(on && !on->callbackOffSince && !on->callbackFailingSince);
        QCOMPARE(on->callbackUrl, u"https://acme.example/hook"_s);
        QCOMPARE(shop.shop.number(u"SELECT COUNT(*) FROM audit WHERE action = 'partner.callback_switched_on' "
                                  "AND actor = 'staff:anna'"_s),
                 1);
    }

    void aPingIsFoundInTheLog()
    {
        BridgedShop shop;
        const auto ping =
            answerOf<QString>([&](auto answer) { shop.partners.pingCallback(shop.shop.partner, std::move(answer)); });
        QVERIFY(ping);
        const auto detail = answerOf<WebhookDetail>(
            [&](auto answer) { shop.webhooks.webhook(WebhookDirection::Outgoing, *ping, std::move(answer)); });
        QVERIFY(detail);
        QCOMPARE(detail->view.type, u"ping"_s);
        QCOMPARE(detail->view.state, WebhookState::Waiting);
    }

    void whatChangesSomethingNeedsAnAdmin_data()
    {
        QTest::addColumn<bool>("somebody");
        QTest::addColumn<int>("refusal");
        QTest::newRow("nobody") << false << int(ErrorCode::Unauthenticated);
        QTest::newRow("warehouse") << true << int(ErrorCode::Forbidden);
    }
    void whatChangesSomethingNeedsAnAdmin()
    {
        QFETCH(bool, somebody);
        QFETCH(int, refusal);
        BridgedShop shop;
        const QString job = shop.submitFeed();
        shop.addEvent(u"e1"_s, u"dead"_s, 10'000);
        const qint64 audited = shop.shop.number(u"SELECT COUNT(*) FROM audit"_s);
        shop.identity.set(somebody ? std::optional(StaffActor{u"u2"_s, u"bob"_s, StaffRole::Warehouse}) : std::nullopt);
        const QString acme = shop.shop.partner;
        const auto codeOf = [](const auto &result) { return result ? -1 : int(result.error().code); };
        QCOMPARE(codeOf(shop.save({})), refusal);
        QCOMPARE(codeOf(shop.createKey({})), refusal);
        QCOMPARE(codeOf(answerOf<PartnerView>([&](auto answer) { shop.partners.switchCallbackOn(acme, answer); })), refusal);
        QCOMPARE(codeOf(answerOf<QString>([&](auto answer) { shop.partners.pingCallback(acme, answer); })), refusal);
        QCOMPARE(codeOf(answerOf<QString>([&](auto answer) { shop.partners.createWebhookSecret(acme, 1h, answer); })), refusal);
        QCOMPARE(codeOf(answerOf<IssuedKey>([&](auto answer) { shop.partners.rotateKey(u"k"_s, 1h, answer); })), refusal);
        QCOMPARE(codeOf(answerOf<KeyView>([&](auto answer) { shop.partners.revokeKey(u"k"_s, answer); })), refusal);
        QCOMPARE(codeOf(answerOf<JobView>([&](auto answer) { shop.jobs.cancelJob(job, answer); })), refusal);
        QCOMPARE(codeOf(answerOf<JobView>([&](auto answer) { shop.jobs.undoJob(job, answer); })), refusal);
        QCOMPARE(codeOf(answerOf<JobView>([&](auto answer) { shop.jobs.retryJob(job, answer); })), refusal);
        QCOMPARE(codeOf(answerOf<WebhookView>(
                     [&](auto answer) { shop.webhooks.replay(WebhookDirection::Incoming, u"e1"_s, answer); })),
                 refusal);
        QCOMPARE(
            codeOf(answerOf<qint64>([&](auto answer) { shop.webhooks.replayDead(WebhookDirection::Incoming, {}, 0, answer); })),
            refusal);
        QCOMPARE(shop.shop.number(u"SELECT COUNT(*) FROM audit"_s), audited);
    }

    void jobsAreListedCancelledAndCounted()
    {
        BridgedShop shop;
        const QString id = shop.submitFeed();
        const auto page = answerOf<JobViewPage>([&](auto answer) { shop.jobs.jobs({}, 10, {}, std::move(answer)); });
        QVERIFY(page && page->jobs.size() == 1);
        QCOMPARE(page->jobs.front().id, id);
        QCOMPARE(page->jobs.front().partnerName, u"Acme"_s);
        QCOMPARE(page->jobs.front().state, JobState::Queued);
        QVERIFY(page->jobs.front().fileKept);
        QCOMPARE(shop.partnerViews().front().openJobs, 1);
        auto activity = answerOf<JobActivity>([&](auto answer) { shop.jobs.jobActivity(std::move(answer)); });
        QCOMPARE(activity->queued, 1);
        const auto cancelled = answerOf<JobView>([&](auto answer) { shop.jobs.cancelJob(id, std::move(answer)); });
        QVERIFY(cancelled);
        QCOMPARE(cancelled->state, JobState::Cancelled);
        activity = answerOf<JobActivity>([&](auto answer) { shop.jobs.jobActivity(std::move(answer)); });
        QCOMPARE(activity->queued, 0);
        QCOMPARE(activity->marks.size(), 1U);
        JobQuery open;
        open.onlyOpen = true;
        QVERIFY(answerOf<JobViewPage>([&](auto answer) { shop.jobs.jobs(open, 10, {}, std::move(answer)); })->jobs.empty());
        const auto again = answerOf<JobView>([&](auto answer) { shop.jobs.retryJob(id, std::move(answer)); });
        QVERIFY2(again, again ? "" : qPrintable(again.error().detail));
        QVERIFY(again->id != id);
    }

    void findingsArePagedAndSearchedByCode()
    {
        BridgedShop shop;
        const QString id = shop.submitFeed();
        for (int position = 0; position < 5; ++position)
            shop.addFinding(id, position, position == 3 ? u"duplicate_sku"_s : u"invalid_price"_s, position == 3);
        auto page = answerOf<FindingPage>([&](auto answer) { shop.jobs.findings({id, {}}, 2, {}, std::move(answer)); });
        QVERIFY(page);
        QCOMPARE(page->findings.size(), 2U);
        QCOMPARE(page->findings.front().error.line, 1);
        page = answerOf<FindingPage>([&](auto answer) { shop.jobs.findings({id, {}}, 10, page->nextCursor, std::move(answer)); });
        QCOMPARE(page->findings.size(), 3U);
        QVERIFY(page->nextCursor.isEmpty());
        page = answerOf<FindingPage>([&](auto answer) {
            shop.jobs.findings({id, u"duplicate_sku"_s}, 10, {}, std::move(answer));
        });
        QCOMPARE(page->findings.size(), 1U);
        QVERIFY(page->findings.front().isWarning);
        const auto codes =
            answerOf<std::vector<FindingCode>>([&](auto answer) { shop.jobs.findingCodes(id, std::move(answer)); });
        QCOMPARE(*codes, (std::vector<FindingCode>{{u"invalid_price"_s, false, 4}, {u"duplicate_sku"_s, true, 1}}));
    }

    void deadCallbacksAreReplayedSinceATime()
    {
        BridgedShop shop;
        shop.addDelivery(u"d1"_s, u"dead"_s, 1'000);
        shop.addDelivery(u"d2"_s, u"dead"_s, 5'000);
        shop.addDelivery(u"d3"_s, u"delivered"_s, 6'000);
        shop.shop.addPartner(u"Quiet"_s, {});
        const auto detail = answerOf<WebhookDetail>(
            [&](auto answer) { shop.webhooks.webhook(WebhookDirection::Outgoing, u"d1"_s, std::move(answer)); });
        QVERIFY(detail);
        QCOMPARE(detail->attempts.size(), 1U);
        QCOMPARE(detail->attempts.front().status, 503);
        const auto count = answerOf<qint64>(
            [&](auto answer) { shop.webhooks.replayDead(WebhookDirection::Outgoing, {}, 2'000, std::move(answer)); });
        QVERIFY2(count, count ? "" : qPrintable(count.error().detail));
        QCOMPARE(*count, 1);
        const auto dead = answerOf<WebhookViewPage>([&](auto answer) {
            shop.webhooks.webhooks(WebhookDirection::Outgoing, {{}, WebhookState::Dead}, 10, {}, std::move(answer));
        });
        QCOMPARE(dead->rows.size(), 1U);
        QCOMPARE(dead->rows.front().id, u"d1"_s);
    }

    void deadWebhooksAreReplayedSinceATime()
    {
        BridgedShop shop;
        for (int i = 0; i < 450; ++i)
            shop.addEvent(u"e%1"_s.arg(i, 3, 10, QChar(u'0')), u"dead"_s, 10'000 + i);
        const auto count = answerOf<qint64>([&](auto answer) {
            shop.webhooks.replayDead(WebhookDirection::Incoming, shop.shop.partner, 10'010, std::move(answer));
        });
        QVERIFY2(count, count ? "" : qPrintable(count.error().detail));
        QCOMPARE(*count, 440);
        const auto dead = answerOf<WebhookViewPage>([&](auto answer) {
            shop.webhooks.webhooks(WebhookDirection::Incoming, {{}, WebhookState::Dead}, 100, {}, std::move(answer));
        });
        QCOMPARE(dead->rows.size(), 10U);
        const auto again = answerOf<WebhookView>(
            [&](auto answer) { shop.webhooks.replay(WebhookDirection::Incoming, u"e400"_s, std::move(answer)); });
        QCOMPARE(again.error().code, ErrorCode::Conflict);
    }

    void whereNothingIsSentNoTargetIsKnown()
    {
        BridgedShop shop;
        const auto targets =
            answerOf<std::vector<CallbackTarget>>([&](auto answer) { shop.webhooks.callbackTargets(std::move(answer)); });
        QVERIFY(targets && targets->empty());
    }
};

QTEST_GUILESS_MAIN(PartnerBridgeTest)
#include "tst_partner_bridge.moc"
