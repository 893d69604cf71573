// SPDX-License-Identifier: GPL-3.0-or-later
// A child process takes and works on webhooks; it is killed at random instants and started anew with the same messages, as a
// sender does who got no answer. What is left at the end must equal an undisturbed run. `TIDEGATE_KILLS=100 tst_webhook_kill` for
// the long form.
#include "partner/partner_fixture.h"

#include <QCoreApplication>
#include <QProcess>
#include <QTest>

#include <csignal>
#include <cstdio>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int products = 20;
constexpr int messages = 3'000;
constexpr int together = 32;

QString sku(int number)
{
    return u"SKU-%1"_s.arg(number % products);
}

/// The same for the same number, so that a message that is sent again is the same message. Every tenth names a product that
/// nobody knows.
IncomingWebhook messageNumber(int number, const QString &partner, const QString &secret, UtcMillis sentAt, UtcMillis now)
{
    QJsonArray items{PartnerFixture::item(sku(number), number, number)};
    items.append(PartnerFixture::item(number % 10 == 0 ? u"nobody"_s : sku(number + 7), number + 1, number));
    const QByteArray body = toJson({{u"type"_s, u"stock.updated"_s},
                                    {u"timestamp"_s, formatTime(sentAt + number)},
                                    {u"data"_s, QJsonObject{{u"items"_s, items}}}});
    const WebhookHeaders headers = signWebhook({secret}, "m" + QByteArray::number(number),
                                               std::chrono::floor<std::chrono::seconds>(std::chrono::milliseconds(now)), body);
    return {partner, false, headers.id, headers.timestamp, headers.signature, body, {}};
}

/// Sends all messages, says so at the end, and works on until nothing but unknown SKUs waits or somebody ends it.
int runChild(const QStringList &arguments)
{
    StoreOptions options;
    options.url = arguments.value(2);
    options.keyFile = arguments.value(3);
    options.anchorFile = arguments.value(4);
    const QString partner = arguments.value(5);
    const QString secret = arguments.value(6);
    const UtcMillis sentAt = arguments.value(7).toLongLong();
    const SystemClock clock;
    SystemRandom random;
    const auto store = Store::open(options, clock);
    if (!store)
        qFatal("%s", qPrintable(store.error().detail));
    WebhookService service(**store, clock, random);
    service.start();
    std::printf("started\n");
    std::fflush(stdout);
    std::vector<Async<Result<AcceptedWebhook>>> answers;
    for (int number = 1; number <= messages; ++number) {
        answers.push_back(service.receive(messageNumber(number, partner, secret, sentAt, clock.utc())));
        if (int(answers.size()) == together || number == messages) {
            for (auto &answer : answers) {
                if (const auto accepted = answer.get(); !accepted)
                    qFatal("%s", qPrintable(accepted.error().detail));
            }
            answers.clear();
        }
    }
    const auto untried = [](ReadTransaction &transaction) -> Result<qint64> {
        return transaction.integer(u"SELECT COUNT(*) FROM webhook_event WHERE status = 'queued' AND attempts = 0"_s);
    };
    while ((*store)->read(untried).get().value_or(1) > 0)
        QTest::qSleep(5);
    std::printf("done\n");
    std::fflush(stdout);
    return 0;
}

} // namespace

class WebhookKillTest : public QObject
{
    Q_OBJECT

    SystemClock m_clock;
    SystemRandom m_random;

    /// Starts a child; kills it after a while, or lets it come to its end. Whether it did.
    bool run(const PartnerFixture &shop, UtcMillis sentAt, bool kills)
    {
        QProcess child;
        child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        child.start(QCoreApplication::applicationFilePath(),
                    {u"--child"_s, shop.scratch.options.url, shop.scratch.options.keyFile, shop.scratch.options.anchorFile,
                     shop.partner, shop.secret, QString::number(sentAt)});
        if (!child.waitForStarted() || !child.waitForReadyRead(20'000))
            qFatal("the child does nothing");
        if (kills) {
            QTest::qSleep(int(m_random.below(400)));
            ::kill(pid_t(child.processId()), SIGKILL);
        }
        child.waitForFinished(60'000);
        return child.exitStatus() == QProcess::NormalExit && child.exitCode() == 0 && child.readAll().contains("done\n");
    }

    /// All that messages leave behind but for ids and times.
    static QStringList traces(const PartnerFixture &shop)
    {
        return shop.store
            ->read([](ReadTransaction &transaction) -> Result<QStringList> {
                QStringList lines;
                const auto add = [&](const QString &sql, int columns) {
                    transaction.each(sql, {}, [&lines, columns](const Row &row) {
                        QStringList cells;
                        for (int column = 0; column < columns; ++column)
                            cells << row.text(column);
                        lines << cells.join(u'|');
                    });
                };
                add(u"SELECT sku, on_hand, source_version, source_at FROM stock ORDER BY sku"_s, 4);
                add(u"SELECT status, COUNT(*) FROM webhook_event GROUP BY status ORDER BY status"_s, 2);
                add(u"SELECT type, COUNT(*) FROM delivery GROUP BY type ORDER BY type"_s, 2);
                add(u"SELECT action, COUNT(*) FROM audit WHERE action LIKE 'webhook.%' GROUP BY action ORDER BY action"_s, 2);
                return lines;
            })
            .get()
            .value();
    }

    static void addProducts(PartnerFixture &shop)
    {
        for (int number = 0; number < products; ++number)
            shop.addProduct(sku(number), 1);
    }

private Q_SLOTS:
    void killedAndSentAgainLeavesWhatAnUndisturbedRunLeaves()
    {
        const int kills = qEnvironmentVariableIntValue("TIDEGATE_KILLS") > 0 ? qEnvironmentVariableIntValue("TIDEGATE_KILLS") : 5;
        const UtcMillis sentAt = m_clock.utc() - 60'000;
        PartnerFixture calm(m_clock);
        addProducts(calm);
        QVERIFY(run(calm, sentAt, false));

        PartnerFixture shaken(m_clock);
        addProducts(shaken);
        int ended = 0;
        for (int round = 0; round < kills; ++round)
            ended += run(shaken, sentAt, true) ? 1 : 0;
        QVERIFY2(ended < kills, "no kill came in time");
        QVERIFY(run(shaken, sentAt, false));

        QCOMPARE(traces(shaken), traces(calm));
        QCOMPARE(shaken.number(u"SELECT COUNT(*) FROM webhook_event"_s), messages);
        QCOMPARE(
            shaken.number(
                u"SELECT COUNT(*) FROM stock s WHERE on_hand <> (SELECT SUM(delta) FROM stock_movement m WHERE m.sku = s.sku)"_s),
            0);
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (QCoreApplication::arguments().value(1) == u"--child"_s)
        return runChild(QCoreApplication::arguments());
    WebhookKillTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_webhook_kill.moc"
