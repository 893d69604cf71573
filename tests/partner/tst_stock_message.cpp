// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/stock_message.h"
#include "core/partner/stock_update.h"

#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

QByteArray message(const QByteArray &items, const QByteArray &timestamp = "2026-01-01T00:00:00Z")
{
    return R"({"type":"stock.updated","timestamp":")" + timestamp + R"(","data":{"items":)" + items + "}}";
}

} // namespace

class StockMessageTest : public QObject
{
    Q_OBJECT

    static constexpr UtcMillis now = 1'767'225'600'000; // 2026-01-01T00:00:00Z

private Q_SLOTS:
    void aMessageIsRead()
    {
        const auto read = parseStockMessage(message(R"([{"sku":"A","stock":5},{"sku":"B","stock":0,"version":7}])"), now);
        QVERIFY(read);
        QCOMPARE(read->type, u"stock.updated"_s);
        QCOMPARE(read->occurredAt, now);
        QCOMPARE(read->items, (std::vector<StockItem>{{u"A"_s, 5, std::nullopt}, {u"B"_s, 0, 7}}));
    }

    void whatIsWrongIsToldByField_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("code");
        const auto row = [](const char *title, const QByteArray &body, const QString &field, const QString &code) {
            QTest::newRow(title) << body << field << code;
        };
        row("another type",
            R"({"type":"order.made","timestamp":"2026-01-01T00:00:00Z","data":{"items":[{"sku":"A","stock":1}]}})", u"type"_s,
            u"unknown_type"_s);
        row("no time", message(R"([{"sku":"A","stock":1}])", "yesterday"), u"timestamp"_s, u"not_a_time"_s);
        row("a time that is still to come", message(R"([{"sku":"A","stock":1}])", "2026-01-01T00:05:00.001Z"), u"timestamp"_s,
            u"in_the_future"_s);
        row("no items", message("[]"), u"data.items"_s, u"wrong_count"_s);
        row("an item twice", message(R"([{"sku":"A","stock":1},{"sku":"A","stock":2}])"), u"data.items[1].sku"_s,
            u"duplicate_sku"_s);
        row("less than nothing", message(R"([{"sku":"A","stock":-1}])"), u"data.items[0].stock"_s, u"out_of_range"_s);
        row("too much", message(R"([{"sku":"A","stock":1000000001}])"), u"data.items[0].stock"_s, u"out_of_range"_s);
        row("half a piece", message(R"([{"sku":"A","stock":1.5}])"), u"data.items[0].stock"_s, u"not_an_integer"_s);
        row("a version that is none", message(R"([{"sku":"A","stock":1,"version":"x"}])"), u"data.items[0].version"_s,
            u"not_an_integer"_s);
        row("an unknown field", message(R"([{"sku":"A","stock":1,"price":3}])"), u"data.items[0].price"_s, u"unknown_field"_s);
    }
    void whatIsWrongIsToldByField()
    {
        QFETCH(QByteArray, body);
        QFETCH(QString, field);
        QFETCH(QString, code);
        const auto read = parseStockMessage(body, now);
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::InvalidRequest);
        QCOMPARE(read.error().fields.size(), std::size_t(1));
        QCOMPARE(read.error().fields.front().field, field);
        QCOMPARE(read.error().fields.front().code, code);
    }

    void fiveMinutesAheadAreAllowed()
    {
        QVERIFY(parseStockMessage(message(R"([{"sku":"A","stock":1}])", "2026-01-01T00:05:00Z"), now));
    }

    void whatIsNoJsonIsRefused()
    {
        QCOMPARE(parseStockMessage("sku,stock\nA,1\n", now).error().code, ErrorCode::InvalidRequest);
        QCOMPARE(parseStockMessage("[]", now).error().code, ErrorCode::InvalidRequest);
    }

    void whatWasOvertakenIsLate_data()
    {
        QTest::addColumn<int>("version"); // -1: none
        QTest::addColumn<qint64>("at");
        QTest::addColumn<int>("knownVersion");
        QTest::addColumn<qint64>("knownAt");
        QTest::addColumn<bool>("late");
        QTest::newRow("first of all") << -1 << 100LL << -1 << 0LL << false;
        QTest::newRow("later") << -1 << 101LL << -1 << 100LL << false;
        QTest::newRow("at the same time") << -1 << 100LL << -1 << 100LL << false;
        QTest::newRow("earlier") << -1 << 99LL << -1 << 100LL << true;
        QTest::newRow("next version, later") << 6 << 101LL << 5 << 100LL << false;
        QTest::newRow("same version, later") << 5 << 101LL << 5 << 100LL << true;
        QTest::newRow("older version, later") << 4 << 101LL << 5 << 100LL << true;
        QTest::newRow("next version, earlier") << 6 << 99LL << 5 << 100LL << true;
        QTest::newRow("version where there was none, later") << 1 << 101LL << -1 << 100LL << false;
        QTest::newRow("no version where there was one, earlier") << -1 << 99LL << 5 << 100LL << true;
    }
    void whatWasOvertakenIsLate()
    {
        QFETCH(int, version);
        QFETCH(qint64, at);
        QFETCH(int, knownVersion);
        QFETCH(qint64, knownAt);
        const auto optional = [](int number) { return number < 0 ? std::nullopt : std::optional<qint64>(number); };
        QTEST(isLate({optional(version), at}, {optional(knownVersion), knownAt}), "late");
    }
};

QTEST_GUILESS_MAIN(StockMessageTest)
#include "tst_stock_message.moc"
