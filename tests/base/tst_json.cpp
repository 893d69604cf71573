// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"

#include "core/base/json_writer.h"

#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

class JsonTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refusesWhatIsNotOneSoundObject_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("code");
        QTest::newRow("nothing") << QByteArray() << u"empty"_s;
        QTest::newRow("white space") << QByteArray(" \n") << u"empty"_s;
        QTest::newRow("truncated") << QByteArray("{\"a\": 1") << u"malformed_json"_s;
        QTest::newRow("two objects") << QByteArray("{} {}") << u"malformed_json"_s;
        for (const char *bad :
             {"{\"a\": 1.}", "{\"a\": 1.e0}", "{\"a\": .1}", "{\"a\": 01}", "{\"a\": +1}", "{\"a\": \"\\q\"}", "{\"a\": \"\t\"}",
              "{\"a\": \"\\ud800\"}", "{\"a\": 1,}", "{a: 1}", "{\"a\": NaN}", "{'a': 1}", "{\"a\": 1} // b"})
            QTest::newRow(bad) << QByteArray(bad) << u"malformed_json"_s;
        QTest::newRow("array") << QByteArray("[1]") << u"not_an_object"_s;
        QTest::newRow("latin-1") << QByteArray("{\"a\": \"\xe4\"}") << u"not_utf8"_s;
        QTest::newRow("overlong encoding") << QByteArray("{\"a\": \"\xc0\xaf\"}") << u"not_utf8"_s;
        QTest::newRow("NUL") << QByteArray("{\"a\": \"\0\"}", 10) << u"not_utf8"_s;
        QTest::newRow("33 levels") << QByteArray("{\"a\":") + QByteArray(32, '[') + QByteArray(32, ']') + '}' << u"too_deep"_s;
        QTest::newRow("100 000 open brackets") << QByteArray(100'000, '[') << u"too_deep"_s;
    }
    void refusesWhatIsNotOneSoundObject()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, code);
        const auto parsed = parseJsonObject(text);
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().code, ErrorCode::InvalidRequest);
        QCOMPARE(parsed.error().fields.at(0).code, code);
    }

    void acceptsTheDeepestAllowedNesting()
    {
        QVERIFY(parseJsonObject(QByteArray("{\"a\":") + QByteArray(31, '[') + QByteArray(31, ']') + '}'));
        QVERIFY(parseJsonObject("{\"a\": \"" + QByteArray(40, '[') + "\\\" [\"}"));
    }

    void namesEveryFieldThatIsWrong()
    {
        JsonFields fields({{u"sku"_s, 7}, {u"quantity"_s, 1.5}, {u"extra"_s, true}}, u"items[2]."_s);
        fields.text(u"sku"_s, {.maximum = 3});
        fields.integer(u"quantity"_s, 1, 10);
        fields.text(u"email"_s, {});
        const auto finished = fields.finish();
        QVERIFY(!finished);
        QStringList found;
        for (const FieldError &error : finished.error().fields)
            found << error.field + u'=' + error.code;
        QCOMPARE(found,
                 QStringList({u"items[2].sku=not_text"_s, u"items[2].quantity=not_an_integer"_s, u"items[2].email=missing"_s,
                              u"items[2].extra=unknown_field"_s}));
    }

    void boundsIntegers_data()
    {
        QTest::addColumn<QJsonValue>("value");
        QTest::addColumn<bool>("accepted");
        QTest::newRow("lowest") << QJsonValue(1) << true;
        QTest::newRow("highest") << QJsonValue(10) << true;
        QTest::newRow("below") << QJsonValue(0) << false;
        QTest::newRow("above") << QJsonValue(11) << false;
        QTest::newRow("fraction") << QJsonValue(1.5) << false;
        QTest::newRow("beyond doubles") << QJsonValue(1e300) << false;
        QTest::newRow("text") << QJsonValue(u"1"_s) << false;
        QTest::newRow("null") << QJsonValue() << false;
    }
    void boundsIntegers()
    {
        QFETCH(QJsonValue, value);
        QFETCH(bool, accepted);
        JsonFields fields({{u"n"_s, value}});
        fields.integer(u"n"_s, 1, 10);
        QCOMPARE(fields.finish().has_value(), accepted);
    }

    void readsBooleansAndLists()
    {
        JsonFields good({{u"on"_s, true}, {u"skus"_s, QJsonArray{u"a"_s, u"b"_s}}});
        QVERIFY(good.boolean(u"on"_s));
        QVERIFY(!good.boolean(u"off"_s, false));
        QCOMPARE(good.texts(u"skus"_s, 2, 1), QStringList({u"a"_s, u"b"_s}));
        QVERIFY(good.finish());
        JsonFields bad(
            {{u"on"_s, 1}, {u"many"_s, QJsonArray{u"a"_s, u"b"_s}}, {u"long"_s, QJsonArray{u"ab"_s}}, {u"none"_s, u"a"_s}});
        bad.boolean(u"on"_s);
        bad.texts(u"many"_s, 1, 1);
        bad.texts(u"long"_s, 1, 1);
        bad.texts(u"none"_s, 1, 1);
        const auto refused = bad.finish();
        QVERIFY(!refused);
        QStringList codes;
        for (const FieldError &field : refused.error().fields)
            codes << field.code;
        QCOMPARE(codes, QStringList({u"not_a_boolean"_s, u"wrong_count"_s, u"not_a_text"_s, u"wrong_count"_s}));
    }

    void theWriterTakesListsAndWhatIsJsonAlready()
    {
        JsonWriter json;
        json.beginObject();
        json.addJson("a", "{\"b\":[1]}");
        json.addJson("c", {});
        json.add("d", QStringList{u"x"_s, u"\"y\""_s});
        json.endObject();
        QCOMPARE(json.text(), "{\"a\":{\"b\":[1]},\"c\":null,\"d\":[\"x\",\"\\\"y\\\"\"]}"_ba);
    }

    void theWriterWritesWhatQtWould()
    {
        const QString odd = u"a\"b\\c/d\n\t\x01\x7f ö € 𝄞"_s;
        const Money money{-1999, Currency::euro()};
        JsonWriter json;
        json.beginObject();
        json.beginArray("array");
        json.beginObject();
        json.add("money", money);
        json.endObject();
        json.endArray();
        json.addNull("nothing");
        json.add("number", std::numeric_limits<qint64>::min());
        json.beginObject("object");
        json.endObject();
        json.add("text", odd);
        json.endObject();
        QCOMPARE(json.text(),
                 toJson({{u"array"_s, QJsonArray{QJsonObject{{u"money"_s, toJson(money)}}}},
                         {u"nothing"_s, QJsonValue()},
                         {u"number"_s, std::numeric_limits<qint64>::min()},
                         {u"object"_s, QJsonObject()},
                         {u"text"_s, odd}}));
    }

    void theWriterReplacesHalfASurrogatePair()
    {
        JsonWriter json;
        json.beginObject();
        json.add("text", QString(QChar(0xd800)));
        json.endObject();
        QCOMPARE(json.text(), "{\"text\":\"?\"}"_ba);
    }
};

QTEST_GUILESS_MAIN(JsonTest)
#include "tst_json.moc"
