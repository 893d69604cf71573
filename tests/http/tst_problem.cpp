// SPDX-License-Identifier: GPL-3.0-or-later
// Scenario U1: what people read when something fails.
#include "app/http/problem.h"
#include "app/http/router.h"
#include "http/test_server.h"

#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

Request requestIn(const QByteArray &languages)
{
    Request request;
    request.requestId = u"abc"_s;
    request.headers = {{"accept-language", languages}};
    return request;
}

QJsonObject problemFor(const Error &error, const QByteArray &languages = {})
{
    return QJsonDocument::fromJson(Response::problem(error, requestIn(languages)).body).object();
}

Error errorOf(ErrorCode code)
{
    return {code, u"SELECT secret FROM internals"_s, std::nullopt, {}};
}

QByteArray headerOf(const Response &response, const QByteArray &name)
{
    for (const auto &field : response.headers) {
        if (field.first == name)
            return field.second;
    }
    return {};
}

} // namespace

class ProblemTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void codesHaveTheirStatus_data()
    {
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("name");
        QTest::newRow("invalid") << ErrorCode::InvalidRequest << 400 << u"invalid_request"_s;
        QTest::newRow("unauthenticated") << ErrorCode::Unauthenticated << 401 << u"unauthenticated"_s;
        QTest::newRow("declined") << ErrorCode::PaymentDeclined << 402 << u"payment_declined"_s;
        QTest::newRow("forbidden") << ErrorCode::Forbidden << 403 << u"forbidden"_s;
        QTest::newRow("product") << ErrorCode::ProductNotFound << 404 << u"product_not_found"_s;
        QTest::newRow("sold out") << ErrorCode::OutOfStock << 409 << u"out_of_stock"_s;
        QTest::newRow("limit") << ErrorCode::LimitPerShopper << 409 << u"limit_per_shopper"_s;
        QTest::newRow("no sale") << ErrorCode::SaleNotActive << 409 << u"sale_not_active"_s;
        QTest::newRow("key reused") << ErrorCode::IdempotencyKeyReused << 422 << u"idempotency_key_reused"_s;
        QTest::newRow("limited") << ErrorCode::RateLimited << 429 << u"rate_limited"_s;
        QTest::newRow("payment") << ErrorCode::PaymentUnavailable << 503 << u"payment_unavailable"_s;
        QTest::newRow("overloaded") << ErrorCode::Overloaded << 503 << u"overloaded"_s;
        QTest::newRow("storage") << ErrorCode::StorageUnavailable << 503 << u"overloaded"_s;
        QTest::newRow("internal") << ErrorCode::Internal << 500 << u"internal"_s;
    }
    void codesHaveTheirStatus()
    {
        QFETCH(ErrorCode, code);
        QFETCH(int, status);
        QFETCH(QString, name);
        const Response response = Response::problem(errorOf(code), requestIn({}));
        QCOMPARE(response.status, status);
        QCOMPARE(response.contentType, QByteArray("application/problem+json"));
        const QJsonObject problem = QJsonDocument::fromJson(response.body).object();
        QCOMPARE(problem.value(u"status"_s).toInt(), status);
        QCOMPARE(problem.value(u"code"_s).toString(), name);
        QCOMPARE(problem.value(u"type"_s).toString(), u"/problems/"_s + name);
        QCOMPARE(problem.value(u"request_id"_s).toString(), u"abc"_s);
    }

    void theFourSentencesOfTheShop()
    {
        const auto sentence = [](ErrorCode code) { return problemFor(errorOf(code)).value(u"detail"_s).toString(); };
        QCOMPARE(sentence(ErrorCode::RateLimited), u"Too many requests. Please wait and try again."_s);
        const QString payment = u"Payment could not be processed. Please try again or use different payment method."_s;
        QCOMPARE(sentence(ErrorCode::PaymentDeclined), payment);
        QCOMPARE(sentence(ErrorCode::PaymentUnavailable), payment);
        QCOMPARE(sentence(ErrorCode::OutOfStock), u"This item is no longer available."_s);
        const QString traffic = u"System experiencing high traffic. Please try again shortly."_s;
        QCOMPARE(sentence(ErrorCode::Overloaded), traffic);
        QCOMPARE(sentence(ErrorCode::StorageUnavailable), traffic);
    }

    void everyCodeHasATextInEveryLanguage()
    {
        for (const QString &code : problemCodes()) {
            for (const QString &language : problemLanguages()) {
                const ProblemText text = problemText(code, language);
                QVERIFY2(!text.title.isEmpty() && !text.detail.isEmpty(), qPrintable(code + u' ' + language));
                QVERIFY2(language == u"en" || text.detail != problemText(code, u"en"_s).detail,
                         qPrintable(code + u' ' + language));
            }
        }
        QCOMPARE(problemLanguages(), (QStringList{u"en"_s, u"de"_s, u"fr"_s, u"es"_s, u"ja"_s}));
    }

    void theSentenceIsInTheCallersLanguage()
    {
        const Response response = Response::problem(errorOf(ErrorCode::OutOfStock), requestIn("pt, de-CH;q=0.8, en;q=0.1"));
        QCOMPARE(headerOf(response, "Content-Language"), QByteArray("de"));
        QCOMPARE(QJsonDocument::fromJson(response.body).object().value(u"detail"_s).toString(),
                 u"Dieser Artikel ist nicht mehr verfügbar."_s);
    }

    void technicalDetailStaysInTheLog()
    {
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"abc .*internal: SELECT secret FROM internals"_s));
        const Response response = Response::problem(errorOf(ErrorCode::Internal), requestIn({}));
        QVERIFY(!response.body.contains("secret"));
    }

    void retryTimesAreRoundedUpToSeconds_data()
    {
        QTest::addColumn<qint64>("ms");
        QTest::addColumn<int>("seconds");
        QTest::newRow("none left") << qint64(0) << 1;
        QTest::newRow("1 ms") << qint64(1) << 1;
        QTest::newRow("1 s") << qint64(1000) << 1;
        QTest::newRow("1.001 s") << qint64(1001) << 2;
        QTest::newRow("59.5 s") << qint64(59500) << 60;
    }
    void retryTimesAreRoundedUpToSeconds()
    {
        QFETCH(qint64, ms);
        QFETCH(int, seconds);
        Error error = errorOf(ErrorCode::RateLimited);
        error.retryAfter = std::chrono::milliseconds(ms);
        const Response response = Response::problem(error, requestIn({}));
        QCOMPARE(headerOf(response, "Retry-After"), QByteArray::number(seconds));
        QCOMPARE(QJsonDocument::fromJson(response.body).object().value(u"retry_after"_s).toInt(), seconds);
    }

    void whoeverIsSentAwayIsToldWhenToComeBack()
    {
        for (const ErrorCode code :
             {ErrorCode::RateLimited, ErrorCode::Overloaded, ErrorCode::PaymentUnavailable, ErrorCode::StorageUnavailable})
            QVERIFY(problemFor(errorOf(code)).contains(u"retry_after"_s));
        QVERIFY(!problemFor(errorOf(ErrorCode::NotFound)).contains(u"retry_after"_s));
    }

    void whoAsksWithATestKeyIsToldSo()
    {
        Request request = requestIn({});
        QVERIFY(!Response::problem(errorOf(ErrorCode::NotFound), request).body.contains("sandbox"));
        request.sandbox = true;
        const Response response = Response::problem(errorOf(ErrorCode::NotFound), request);
        QVERIFY(QJsonDocument::fromJson(response.body).object().value(u"sandbox"_s).toBool());
    }

    void fieldsAreListed()
    {
        Error error = errorOf(ErrorCode::InvalidRequest);
        error.fields = {{0, u"sku"_s, u"missing"_s, u"is missing"_s, {}},
                        {7, u"price"_s, u"negative"_s, u"must not be negative"_s, u"-1"_s}};
        const QJsonArray errors = problemFor(error).value(u"errors"_s).toArray();
        QCOMPARE(errors.size(), 2);
        QCOMPARE(errors[0].toObject(),
                 (QJsonObject{{u"field"_s, u"sku"_s}, {u"code"_s, u"missing"_s}, {u"message"_s, u"is missing"_s}}));
        QCOMPARE(errors[1].toObject().value(u"line"_s).toInt(), 7);
        QCOMPARE(errors[1].toObject().value(u"value"_s).toString(), u"-1"_s);
        QVERIFY(!problemFor(errorOf(ErrorCode::NotFound)).contains(u"errors"_s));
    }

    void everyTypeIsAPageThatCanBeRead()
    {
        TestServer server;
        addProblemPages(server.router());
        server.start();
        for (const QString &code : problemCodes()) {
            const RawAnswer page = server.get("/problems/" + code.toLatin1(), "Accept-Language: fr\r\n");
            QCOMPARE(page.status, 200);
            QVERIFY(page.headers.value("content-type").startsWith("text/html"));
            QVERIFY(page.headers.value("content-security-policy").startsWith("default-src 'none'"));
            QVERIFY(page.body.contains("<html lang=\"fr\">"));
            QVERIFY(QString::fromUtf8(page.body).contains(problemText(code, u"fr"_s).detail.toHtmlEscaped()));
            static const QRegularExpression fromElsewhere(u"(src|href)=\"(?!/)"_s);
            QVERIFY2(!QString::fromUtf8(page.body).contains(fromElsewhere), "a resource from elsewhere");
        }
        QCOMPARE(server.get("/problems/nonsense").status, 404);
        QVERIFY(server.get("/problems/%3Cscript%3E").body.contains("not_found"));
    }
};

QTEST_GUILESS_MAIN(ProblemTest)
#include "tst_problem.moc"
