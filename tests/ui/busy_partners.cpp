// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/busy_partners.h"

#include "core/base/random.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr UtcMillis minute = 60'000;
constexpr UtcMillis hour = 60 * minute;
constexpr UtcMillis day = 24 * hour;

PartnerView partnerOf(const QString &id, const QString &name, const QString &email, const QString &callback, UtcMillis now)
{
    PartnerView partner;
    partner.id = id;
    partner.name = name;
    partner.email = email;
    partner.callbackUrl = callback;
    partner.hasWebhookSecret = true;
    partner.createdAt = now - 40 * day;
    partner.version = 1;
    partner.liveKeys = 1;
    partner.lastUsedAt = now - 3 * minute;
    return partner;
}

std::vector<PartnerView> partnersOf(UtcMillis now)
{
    std::vector<PartnerView> partners{
        partnerOf(u"p1"_s, u"Brunnen & Söhne <Wholesale>"_s, u"feeds@brunnen.example"_s, {}, now),
        partnerOf(u"p2"_s, u"Northwind Outdoor"_s, u"it@northwind.example"_s, u"https://hooks.northwind.example/tidegate"_s, now),
        partnerOf(u"p3"_s, u"Société Générale des Articles de Sport et de Plein Air de la Vallée de l'Arve"_s,
                  u"catalogue.electronique@articles-de-sport-et-de-plein-air.example"_s,
                  u"https://integration.articles-de-sport-et-de-plein-air.example/webhooks/tidegate/production?tenant=4711"_s,
                  now),
        partnerOf(u"p4"_s, u"Tiny Toys"_s, u"hello@tinytoys.example"_s, u"https://tinytoys.example/hook"_s, now),
        partnerOf(u"p5"_s, u"Umbra Lamps"_s, u"ops@umbra.example"_s, {}, now),
    };
    partners[0].testKeys = 2;
    partners[0].hasWebhookSecret = false;
    partners[0].formats = {u"own-csv"_s, u"google-xml"_s};
    partners[1].openJobs = 2;
    partners[1].previousSecretUntil = now + 20 * hour;
    partners[2].callbackFailingSince = now - 2 * hour;
    partners[2].openJobs = 14;
    partners[2].liveKeys = 3;
    partners[3].callbackFailingSince = now - 6 * day;
    partners[3].callbackOffSince = now - day;
    partners[4].disabledAt = now - 2 * day;
    partners[4].liveKeys = 0;
    partners[4].lastUsedAt.reset();
    return partners;
}

KeyView keyOf(const QString &id, const QString &name, const QString &prefix, const PartnerView *partner, UtcMillis created)
{
    KeyView key;
    key.id = id;
    key.name = name;
    key.prefix = prefix;
    key.partnerId = partner ? partner->id : QString();
    key.partnerName = partner ? partner->name : QString();
    key.scopes = partner ? QStringList{u"feeds"_s, u"jobs"_s, u"stock"_s} : QStringList{u"shop"_s};
    key.createdAt = created;
    return key;
}

std::vector<KeyView> keysOf(const std::vector<PartnerView> &partners, UtcMillis now)
{
    std::vector<KeyView> keys{
        keyOf(u"k1"_s, u"warehouse server"_s, u"tg_live_Hq3xT8Lw"_s, &partners[1], now - 30 * day),
        keyOf(u"k2"_s, u"warehouse server"_s, u"tg_live_b7Kd2PzV"_s, &partners[1], now - 300 * day),
        keyOf(u"k3"_s, u"trial"_s, u"tg_test_9QwErTyU"_s, &partners[1], now - 5 * day),
        keyOf(u"k4"_s, {}, u"tg_live_ZzXxCcVv"_s, &partners[1], now - 400 * day),
        keyOf(u"k5"_s, u"shop front end"_s, u"tg_shop_Aa11Bb22"_s, nullptr, now - 200 * day),
        keyOf(u"k6"_s, u"catalogue export"_s, u"tg_live_Mn45Op67"_s, &partners[2], now - 60 * day),
    };
    keys[0].lastUsedAt = now - minute;
    keys[1].lastUsedAt = now - 3 * minute;
    keys[1].expiresAt = now + 20 * hour;
    keys[1].rotated = true;
    keys[2].sandbox = true;
    keys[2].scopes = {u"feeds"_s, u"jobs"_s};
    keys[2].expiresAt = now + 85 * day;
    keys[3].revokedAt = now - 90 * day;
    keys[3].lastUsedAt = now - 91 * day;
    keys[4].lastUsedAt = now - minute;
    keys[5].expiresAt = now + 300 * day;
    keys[5].lastUsedAt = now - hour;
    return keys;
}

JobView jobOf(const QString &id, const PartnerView &partner, JobState state, qint64 total, UtcMillis at)
{
    JobView job;
    job.id = id;
    job.partnerId = partner.id;
    job.partnerName = partner.name;
    job.state = state;
    job.format = u"Tidegate CSV"_s;
    job.bytes = total * 112;
    job.createdAt = at;
    if (state == JobState::Queued) {
        job.format.clear();
        return job;
    }
    job.startedAt = at + 900;
    job.total = total;
    job.processed = total;
    job.created = total / 10;
    job.rejected = total / 50;
    job.unchanged = total / 2;
    job.updated = total - job.created - job.rejected - job.unchanged;
    job.errorCount = job.rejected;
    job.warningCount = 3;
    job.percent = 100;
    job.finishedAt = at + 900 + total / 80;
    job.fileKept = true;
    return job;
}

std::vector<JobView> jobsOf(const std::vector<PartnerView> &partners, UtcMillis now)
{
    std::vector<JobView> jobs{
        jobOf(u"j9"_s, partners[2], JobState::Queued, 120'000, now - 2 * minute),
        jobOf(u"j8"_s, partners[2], JobState::Running, 2'400'000, now - 4 * minute),
        jobOf(u"j7"_s, partners[1], JobState::Running, 84'000, now - 5 * minute),
        jobOf(u"j6"_s, partners[0], JobState::Partial, 12'408, now - 30 * minute),
        jobOf(u"j5"_s, partners[1], JobState::Succeeded, 52'000, now - 2 * hour),
        jobOf(u"j4"_s, partners[3], JobState::Failed, 3'100, now - 3 * hour),
        jobOf(u"j3"_s, partners[1], JobState::Cancelled, 9'000, now - 5 * hour),
        jobOf(u"j2"_s, partners[1], JobState::Succeeded, 800, now - 26 * hour),
    };
    JobView &big = jobs[1];
    big.phase = u"applying"_s;
    big.processed = 1'488'000;
    big.created = 210'000;
    big.updated = 1'240'000;
    big.unchanged = 8'000;
    big.rejected = 30'000;
    big.errorCount = 30'000;
    big.percent = 62;
    big.full = true;
    big.finishedAt.reset();
    JobView &small = jobs[2];
    small.phase = u"reading"_s;
    small.total = 0;
    small.processed = small.created = small.updated = small.unchanged = small.rejected = small.errorCount = small.warningCount =
        0;
    small.percent = 3;
    small.sandbox = true;
    small.finishedAt.reset();
    jobs[4].rejected = jobs[4].errorCount = jobs[4].warningCount = 0;
    jobs[4].processed = jobs[4].total = jobs[4].created + jobs[4].updated + jobs[4].unchanged;
    jobs[5].failure =
        u"The feed ends in the midst of a quoted cell in line 3,101. Close the quotation marks and send it again."_s;
    jobs[5].created = jobs[5].updated = jobs[5].unchanged = jobs[5].rejected = jobs[5].processed = 0;
    jobs[5].errorCount = 1;
    jobs[6].atomic = true;
    jobs[7].dryRun = true;
    jobs[7].undoneBy.clear();
    return jobs;
}

std::vector<JobFinding> findingsOf(int count)
{
    const FieldError kinds[] = {
        {0, u"price"_s, u"invalid_price"_s, u"\"12,5o\" is no price; write it as 12.50"_s, u"12,5o"_s},
        {0, u"sku"_s, u"duplicate_sku"_s, u"The SKU stands in line 12 already; keep one of the two rows"_s, u"LAMP-DESK-OAK"_s},
        {0, u"name"_s, u"markup"_s, u"A name has no HTML; take out \"<script>\""_s, u"<script>alert(1)</script> Desk lamp"_s},
        {0, u"description"_s, u"html_cleaned"_s, u"The description had elements that are not allowed; they were taken out"_s,
         u"<blink>New!</blink>"_s},
    };
    std::vector<JobFinding> findings;
    for (int i = 0; i < count; ++i) {
        FieldError error = kinds[i % 4];
        error.line = 12 + i * 3;
        findings.push_back({i + 1, i % 4 == 3, error});
    }
    return findings;
}

WebhookDetail webhookOf(const QString &id, const PartnerView &partner, WebhookState state, UtcMillis at)
{
    WebhookDetail detail;
    detail.view.id = id;
    detail.view.partnerId = partner.id;
    detail.view.partnerName = partner.name;
    detail.view.webhookId = u"msg_2KWPBgLlAfxdpx2AI54pPJ85f4W"_s;
    detail.view.type = u"stock.updated"_s;
    detail.view.state = state;
    detail.view.attempts = state == WebhookState::Dead ? 4 : 1;
    detail.view.createdAt = at;
    detail.view.nextAttemptAt = at + 5 * minute;
    if (state != WebhookState::Waiting) {
        detail.view.finishedAt = at + 48;
    }
    detail.view.result = u"{\"updated\":2,\"unchanged\":0,\"late\":1,\"unknown\":[]}"_s;
    if (state == WebhookState::Dead) {
        detail.view.problem = u"No product of this partner has the SKU TENT-9P."_s;
        detail.view.result = u"{\"updated\":1,\"unchanged\":0,\"late\":0,\"unknown\":[\"TENT-9P\"]}"_s;
    }
    detail.body =
        "{\"type\":\"stock.updated\",\"timestamp\":\"2026-03-06T17:40:12Z\",\"data\":{\"items\":[{\"sku\":\"TENT-2P-GRN\",\"stock\":88,"
        "\"version\":12345678901234567890},{\"sku\":\"TENT-9P\",\"stock\":3}],\"note\":\"<b>not bold</b>\",\"tags\":[]}}";
    return detail;
}

WebhookDetail callbackOf(const QString &id, const PartnerView &partner, WebhookState state, UtcMillis at)
{
    WebhookDetail detail = webhookOf(id, partner, state, at);
    detail.view.type = u"job.completed"_s;
    detail.view.webhookId = id;
    detail.view.problem.clear();
    detail.view.result.clear();
    detail.body =
        "{\"type\":\"job.completed\",\"timestamp\":\"2026-03-06T17:40:12Z\",\"data\":{\"id\":\"j5\",\"status\":\"succeeded\",\"created\":5200,"
        "\"rejected\":0,\"percent\":100}}";
    detail.view.attempts = 0;
    const int tries = state == WebhookState::Dead ? 5 : state == WebhookState::Done ? 2 : 1;
    for (int number = 1; number <= tries; ++number) {
        const bool good = state == WebhookState::Done && number == tries;
        const bool silent = number % 2 == 0 && !good;
        detail.attempts.push_back({number, at + number * number * 20'000, partner.callbackUrl,
                                   silent     ? 0
                                       : good ? 204
                                              : 503,
                                   std::chrono::milliseconds(silent ? 10'000 : 43),
                                   good         ? QString()
                                       : silent ? u"The address did not answer within 10 s."_s
                                                : u"It answered with status 503."_s,
                                   silent || good ? QString() : u"<html><h1>503 Service Unavailable</h1>"_s});
        detail.view.attempts = number;
        detail.view.problem = detail.attempts.back().problem;
    }
    return detail;
}

} // namespace

void fillBusyPartners(ScriptedServices &services, UtcMillis now)
{
    const std::vector<PartnerView> partners = partnersOf(now);
    services.partners.now = now;
    services.partners.partnerList = partners;
    services.partners.keyList = keysOf(partners, now);
    services.jobs.jobList = jobsOf(partners, now);
    services.jobs.findingList = findingsOf(620);
    services.jobs.activity = busyActivity(now, 0);
    services.webhooks.incoming = {webhookOf(u"w4"_s, partners[1], WebhookState::Waiting, now - 2'000),
                                  webhookOf(u"w3"_s, partners[1], WebhookState::Done, now - minute),
                                  webhookOf(u"w2"_s, partners[2], WebhookState::Dead, now - hour),
                                  webhookOf(u"w1"_s, partners[1], WebhookState::Done, now - 2 * hour)};
    services.webhooks.outgoing = {callbackOf(u"d4"_s, partners[2], WebhookState::Waiting, now - minute),
                                  callbackOf(u"d3"_s, partners[1], WebhookState::Done, now - 2 * hour),
                                  callbackOf(u"d2"_s, partners[2], WebhookState::Dead, now - 3 * hour),
                                  callbackOf(u"d1"_s, partners[3], WebhookState::Dropped, now - 30 * hour)};
    services.webhooks.targets = {
        {u"https://hooks.northwind.example"_s, BreakerState::Closed, {}},
        {u"https://integration.articles-de-sport-et-de-plein-air.example"_s, BreakerState::Open, std::chrono::seconds(24)}};
}

void fillManyPartners(ScriptedServices &services, UtcMillis now)
{
    fillBusyPartners(services, now);
    for (int i = 0; i < 95; ++i) {
        services.partners.partnerList.push_back(partnerOf(u"m%1"_s.arg(i),
                                                          u"Supplier %1 Trading Company"_s.arg(i + 1, 3, 10, QChar(u'0')),
                                                          u"supplier%1@trade.example"_s.arg(i + 1), {}, now));
    }
    const std::vector<PartnerView> &partners = services.partners.partnerList;
    for (int i = 0; i < 9'992; ++i) {
        const PartnerView &partner = partners[std::size_t(i) % partners.size()];
        services.jobs.jobList.push_back(jobOf(u"old%1"_s.arg(i), partner, i % 7 == 0 ? JobState::Partial : JobState::Succeeded,
                                              1'000 + i * 37 % 90'000, now - day - i * minute));
    }
    for (int i = 0; i < 1'000; ++i) {
        const PartnerView &partner = partners[std::size_t(i) % partners.size()];
        services.webhooks.incoming.push_back(webhookOf(u"mw%1"_s.arg(i), partner, WebhookState::Done, now - day - i * minute));
        services.webhooks.outgoing.push_back(callbackOf(u"md%1"_s.arg(i), partner, WebhookState::Done, now - day - i * minute));
    }
}

JobActivity busyActivity(UtcMillis at, int second)
{
    // A sum of rates that rise, waver and fall: two jobs, of which the second begins at 60 s.
    const auto done = [](double seconds, double rate) {
        return seconds <= 0 ? 0 : rate * (seconds + 2 * std::sin(seconds / 9) + 0.4 * std::sin(seconds / 2.3));
    };
    const auto first = qint64(std::max(0.0, done(second, 6'200)));
    const auto second2 = qint64(std::max(0.0, done(second - 60, 2'900)));
    return {.at = at, .marks = {{u"j8"_s, first, first / 50}, {u"j7"_s, second2, second2 / 11}}, .queued = 1, .running = 2};
}

} // namespace tidegate
