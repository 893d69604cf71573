// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/request_parser.h"

#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

using Progress = RequestParser::Progress;

namespace {

QByteArray withHeader(const QByteArray &line)
{
    return "POST /a HTTP/1.1\r\nHost: shop.example\r\n" + line + "\r\n\r\n";
}

QByteArray manyHeaders(int count)
{
    QByteArray request = "GET /a HTTP/1.1\r\nHost: a\r\n";
    for (int i = 1; i < count; ++i)
        request += "X: 1\r\n";
    return request + "\r\n";
}

} // namespace

class RequestParserTest : public QObject
{
    Q_OBJECT

    static void addColumns()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<QByteArray>("reason");
    }

    static void malformed(const QByteArray &name, const QByteArray &bytes, const QByteArray &reason)
    {
        QTest::newRow(name.constData()) << bytes << ErrorCode::MalformedRequest << reason;
    }

    static void refuses()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(ErrorCode, code);
        QFETCH(QByteArray, reason);
        RequestParser whole;
        QCOMPARE(whole.parse(bytes), Progress::Refused);
        QCOMPARE(QByteArray(whole.refusal().reason), reason);
        QCOMPARE(whole.refusal().code, code);

        // However the bytes are cut, the verdict is a refusal.
        RequestParser bitwise;
        Progress progress = Progress::NeedsMore;
        for (qsizetype length = 1; length <= bytes.size() && progress == Progress::NeedsMore; ++length)
            progress = bitwise.parse(QByteArrayView(bytes).first(length));
        QCOMPARE(progress, Progress::Refused);
    }

private Q_SLOTS:
    void refusesAmbiguousFraming_data()
    {
        addColumns();
        malformed("two equal Content-Lengths", withHeader("Content-Length: 1\r\nContent-Length: 1"), "content_length");
        malformed("two differing Content-Lengths", withHeader("Content-Length: 1\r\ncontent-length: 2"), "content_length");
        malformed("a list of Content-Lengths", withHeader("Content-Length: 1, 1"), "content_length");
        malformed("negative Content-Length", withHeader("Content-Length: -5"), "content_length");
        malformed("Content-Length +0", withHeader("Content-Length: +0"), "content_length");
        malformed("Content-Length over 64 bits", withHeader("Content-Length: 18446744073709551617"), "content_length");
        malformed("Content-Length in hexadecimal", withHeader("Content-Length: 0x1"), "content_length");
        malformed("empty Content-Length", withHeader("Content-Length: "), "content_length");
        malformed("blanks in Content-Length", withHeader("Content-Length: 1 2"), "content_length");
        malformed("Content-Length and Transfer-Encoding", withHeader("Content-Length: 1\r\nTransfer-Encoding: chunked"),
                  "transfer_encoding");
        malformed("Transfer-Encoding and Content-Length", withHeader("Transfer-Encoding: chunked\r\nContent-Length: 1"),
                  "transfer_encoding");
        malformed("xchunked", withHeader("Transfer-Encoding: xchunked"), "transfer_encoding");
        malformed("tab before chunked", withHeader("Transfer-Encoding:\tchunked"), "ambiguous_framing");
        malformed("tab after Content-Length", withHeader("Content-Length: 1\t"), "ambiguous_framing");
        malformed("nearly Transfer-Encoding", withHeader("Transfer-Encoding0: chunked"), "ambiguous_framing");
        malformed("chunked twice", withHeader("Transfer-Encoding: chunked, chunked"), "transfer_encoding");
        malformed("two Transfer-Encodings", withHeader("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
                  "transfer_encoding");
        malformed("gzip, chunked", withHeader("Transfer-Encoding: gzip, chunked"), "transfer_encoding");
        malformed("identity", withHeader("Transfer-Encoding: identity"), "transfer_encoding");
        malformed("vertical tab before chunked",
                  withHeader("Transfer-Encoding: \x0b"
                             "chunked"),
                  "header_value");
        malformed("chunked in HTTP/1.0", "POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", "transfer_encoding");
    }
    void refusesAmbiguousFraming() { refuses(); }

    void refusesMalformedFields_data()
    {
        addColumns();
        malformed("bare LF after the request line", "GET /a HTTP/1.1\nHost: a\r\n\r\n", "bare_line_feed");
        malformed("bare LF after a header", "GET /a HTTP/1.1\r\nHost: a\nX: 1\r\n\r\n", "bare_line_feed");
        malformed("bare LF as the empty line", "GET /a HTTP/1.1\r\nHost: a\r\n\n", "bare_line_feed");
        malformed("bare CR in a header", withHeader("X: a\rContent-Length: 5"), "header_value");
        malformed("CR CR LF", withHeader("X: a\r"), "header_value");
        malformed("NUL in a header's value", withHeader(QByteArray("X: a\0b", 6)), "header_value");
        malformed("NUL in a header's name", withHeader(QByteArray("X\0: a", 5)), "header_name");
        malformed("DEL in a header", withHeader("X: \x7f"), "header_value");
        malformed("folded header", withHeader("X: a\r\n b"), "folded_header");
        malformed("blank before the first header", "GET /a HTTP/1.1\r\n Host: a\r\n\r\n", "folded_header");
        malformed("space before the colon", withHeader("Content-Length : 1"), "header_name");
        malformed("tab before the colon", withHeader("Content-Length\t: 1"), "header_name");
        malformed("header without a colon", withHeader("Content-Length"), "header_without_colon");
        malformed("header without a name", withHeader(": 1"), "header_without_colon");
        malformed("umlaut in a header's name", withHeader("X-\xc3\xa4: 1"), "header_name");
        malformed("no Host", "GET /a HTTP/1.1\r\n\r\n", "host");
        malformed("two Hosts", withHeader("Host: shop.example"), "host");
        malformed("empty Host", "GET /a HTTP/1.1\r\nHost:\r\n\r\n", "host");
        malformed("two names in Host", "GET /a HTTP/1.1\r\nHost: a, b\r\n\r\n", "host");
        malformed("userinfo in Host", "GET /a HTTP/1.1\r\nHost: u@a\r\n\r\n", "host");
        malformed("path in Host", "GET /a HTTP/1.1\r\nHost: a/b\r\n\r\n", "host");
        malformed("port in Host no number", "GET /a HTTP/1.1\r\nHost: a:b\r\n\r\n", "host");
        malformed("two Authorizations", withHeader("Authorization: Bearer a\r\nAuthorization: Bearer b"), "repeated_header");
        malformed("two Content-Types", withHeader("Content-Type: text/csv\r\nContent-Type: text/xml"), "repeated_header");
        for (const char *name : {"Content-Encoding", "Idempotency-Key", "Webhook-Id", "Webhook-Signature", "Webhook-Timestamp",
                                 "X-API-Key", "X-Shopper-Id"}) {
            const QByteArray field = QByteArray(name) + ": ";
            malformed("two " + QByteArray(name), withHeader(field + "a\r\n" + field.toLower() + 'a'), "repeated_header");
        }
    }
    void refusesMalformedFields() { refuses(); }

    void refusesMalformedRequestLines_data()
    {
        addColumns();
        malformed("bare CR in the request line", "GET /a\r HTTP/1.1\r\nHost: a\r\n\r\n", "target");
        malformed("NUL in the target", "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"_ba, "target");
        malformed("HTTP/9.9", "GET /a HTTP/9.9\r\nHost: a\r\n\r\n", "version");
        malformed("HTTP/2.0", "PRI * HTTP/2.0\r\n\r\n", "version");
        malformed("HTTP/1.2", "GET /a HTTP/1.2\r\nHost: a\r\n\r\n", "version");
        malformed("HTTP/0.9", "GET /a\r\n\r\n", "request_line");
        malformed("lower-case version", "GET /a http/1.1\r\nHost: a\r\n\r\n", "version");
        malformed("blank after the version", "GET /a HTTP/1.1 \r\nHost: a\r\n\r\n", "version");
        malformed("two spaces before the target", "GET  /a HTTP/1.1\r\nHost: a\r\n\r\n", "target");
        malformed("tab for a space", "GET\t/a\tHTTP/1.1\r\nHost: a\r\n\r\n", "request_line");
        malformed("a space in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", "target");
        malformed("no target", "GET HTTP/1.1\r\nHost: a\r\n\r\n", "request_line");
        malformed("slash in the method", "GE/T /a HTTP/1.1\r\nHost: a\r\n\r\n", "method");
        malformed("two empty lines first", "\r\n\r\nGET /a HTTP/1.1\r\nHost: a\r\n\r\n", "no_request_line");
        malformed("TLS on a plain port", QByteArray("\x16\x03\x01\x02\x00\x01", 6), "control_character");
        malformed("encoded NUL in the path", "GET /a%00 HTTP/1.1\r\nHost: a\r\n\r\n", "target");
        malformed("encoded NUL in the query", "GET /a?b=%00 HTTP/1.1\r\nHost: a\r\n\r\n", "target");
        malformed("encoded line end in the path", "GET /a%0d%0a HTTP/1.1\r\nHost: a\r\n\r\n", "target");
        malformed("percent without digits", "GET /a% HTTP/1.1\r\nHost: a\r\n\r\n", "target");
        malformed("percent with one digit", "GET /a%4 HTTP/1.1\r\nHost: a\r\n\r\n", "target");
        malformed("percent with other characters", "GET /a%zz HTTP/1.1\r\nHost: a\r\n\r\n", "target");
        malformed("bad percent-encoding in the query", "GET /a?%g0 HTTP/1.1\r\nHost: a\r\n\r\n", "target");
        malformed("overlong UTF-8 in the path", "GET /%c0%af HTTP/1.1\r\nHost: a\r\n\r\n", "target");
        malformed("lone surrogate in the path", "GET /%ed%a0%80 HTTP/1.1\r\nHost: a\r\n\r\n", "target");
        malformed("raw umlaut in the path", "GET /\xc3\xa4 HTTP/1.1\r\nHost: a\r\n\r\n", "target");
        malformed("fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", "target");
        malformed("dot segment", "GET /a/../b HTTP/1.1\r\nHost: a\r\n\r\n", "target");
        malformed("encoded dot segment", "GET /a/%2e%2E/b HTTP/1.1\r\nHost: a\r\n\r\n", "target");
        malformed("backslash", "GET /a\\b HTTP/1.1\r\nHost: a\r\n\r\n", "target");
        malformed("relative target", "GET a HTTP/1.1\r\nHost: a\r\n\r\n", "target");
        malformed("* with GET", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", "target");
        malformed("absolute target of another scheme", "GET ftp://a/b HTTP/1.1\r\nHost: a\r\n\r\n", "target");
        malformed("absolute target with userinfo", "GET http://u@a/b HTTP/1.1\r\nHost: a\r\n\r\n", "target");
        malformed("absolute target without a host", "GET http:///b HTTP/1.1\r\nHost: a\r\n\r\n", "target");
    }
    void refusesMalformedRequestLines() { refuses(); }

    void refusesWhatIsTooMuchOrUnknown_data()
    {
        addColumns();
        QTest::newRow("CONNECT") << QByteArray("CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n") << ErrorCode::NotImplemented
                                 << QByteArray("unknown_method");
        QTest::newRow("TRACE") << QByteArray("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n") << ErrorCode::NotImplemented
                               << QByteArray("unknown_method");
        QTest::newRow("lower-case method") << QByteArray("get / HTTP/1.1\r\nHost: a\r\n\r\n") << ErrorCode::NotImplemented
                                           << QByteArray("unknown_method");
        QTest::newRow("other expectation") << withHeader("Expect: 200-ok") << ErrorCode::ExpectationFailed
                                           << QByteArray("expectation");
        QTest::newRow("target over 8 KiB") << "GET /" + QByteArray(8192, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n"
                                           << ErrorCode::UriTooLong << QByteArray("uri_too_long");
        QTest::newRow("endless target") << "GET /" + QByteArray(9000, 'a') << ErrorCode::UriTooLong << QByteArray("uri_too_long");
        QTest::newRow("head over 16 KiB") << withHeader("X: " + QByteArray(16384, 'a')) << ErrorCode::HeadersTooLarge
                                          << QByteArray("headers_too_large");
        QTest::newRow("endless header") << "GET /a HTTP/1.1\r\nHost: a\r\nX: " + QByteArray(17000, 'a')
                                        << ErrorCode::HeadersTooLarge << QByteArray("headers_too_large");
        QTest::newRow("101 headers") << manyHeaders(101) << ErrorCode::HeadersTooLarge << QByteArray("too_many_headers");
    }
    void refusesWhatIsTooMuchOrUnknown() { refuses(); }

    void takes_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<bool>("keepAlive");
        QTest::newRow("plain") << QByteArray("GET /a HTTP/1.1\r\nHost: a\r\n\r\n") << u"/a"_s << QByteArray() << true;
        QTest::newRow("one empty line first")
            << QByteArray("\r\nGET /a HTTP/1.1\r\nHost: a\r\n\r\n") << u"/a"_s << QByteArray() << true;
        QTest::newRow("query") << QByteArray("GET /a?b=c&d HTTP/1.1\r\nHost: a\r\n\r\n") << u"/a"_s << QByteArray("b=c&d")
                               << true;
        QTest::newRow("question mark in the query")
            << QByteArray("GET /?? HTTP/1.1\r\nHost: a\r\n\r\n") << u"/"_s << QByteArray("?") << true;
        QTest::newRow("encoded") << QByteArray("GET /%C3%A4%20b HTTP/1.1\r\nHost: a\r\n\r\n") << u"/ä b"_s << QByteArray()
                                 << true;
        QTest::newRow("dots that are no segment")
            << QByteArray("GET /a..b/.c HTTP/1.1\r\nHost: a\r\n\r\n") << u"/a..b/.c"_s << QByteArray() << true;
        QTest::newRow("absolute") << QByteArray("GET http://b:80/a?c HTTP/1.1\r\nHost: a\r\n\r\n") << u"/a"_s << QByteArray("c")
                                  << true;
        QTest::newRow("absolute without a path")
            << QByteArray("GET HTTPS://b HTTP/1.1\r\nHost: a\r\n\r\n") << u"/"_s << QByteArray() << true;
        QTest::newRow("absolute with a query only")
            << QByteArray("GET http://b?c HTTP/1.1\r\nHost: a\r\n\r\n") << u"/"_s << QByteArray("c") << true;
        QTest::newRow("OPTIONS *") << QByteArray("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n") << u"*"_s << QByteArray() << true;
        QTest::newRow("IPv6 host") << QByteArray("GET /a HTTP/1.1\r\nHost: [::1]:8480\r\n\r\n") << u"/a"_s << QByteArray()
                                   << true;
        QTest::newRow("close") << QByteArray("GET /a HTTP/1.1\r\nHost: a\r\nConnection: Close\r\n\r\n") << u"/a"_s << QByteArray()
                               << false;
        QTest::newRow("close in a list") << QByteArray("GET /a HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, close\r\n\r\n")
                                         << u"/a"_s << QByteArray() << false;
        QTest::newRow("1.0") << QByteArray("GET /a HTTP/1.0\r\n\r\n") << u"/a"_s << QByteArray() << false;
        QTest::newRow("1.0 kept alive") << QByteArray("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n") << u"/a"_s
                                        << QByteArray() << true;
        QTest::newRow("100 headers") << manyHeaders(100) << u"/a"_s << QByteArray() << true;
        QTest::newRow("8 KiB target") << "GET /" + QByteArray(8191, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n"
                                      << u'/' + QString(8191, u'a') << QByteArray() << true;
        QTest::newRow("bytes over 0x7f in a value")
            << QByteArray("GET /a HTTP/1.1\r\nHost: a\r\nX: \xff\r\n\r\n") << u"/a"_s << QByteArray() << true;
    }
    void takes()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, path);
        QFETCH(QByteArray, query);
        QFETCH(bool, keepAlive);
        const QByteArray followed = bytes + "GET /next HTTP/1.1";
        RequestParser parser;
        for (qsizetype length = 0; length < bytes.size(); ++length)
            QCOMPARE(parser.parse(QByteArrayView(bytes).first(length)), Progress::NeedsMore);
        QCOMPARE(parser.parse(followed), Progress::Whole);
        QCOMPARE(parser.size(), bytes.size());
        const RequestHead head = parser.take();
        QCOMPARE(head.path, path);
        QCOMPARE(head.rawQuery, query);
        QCOMPARE(head.keepAlive, keepAlive);
    }

    void headersAreLowerCaseAndTrimmed()
    {
        RequestParser parser;
        QCOMPARE(parser.parse(withHeader("X-Thing: \t a b \t\r\nX-Empty:")), Progress::Whole);
        const Headers expected{{"host", "shop.example"}, {"x-thing", "a b"}, {"x-empty", ""}};
        QCOMPARE(parser.head().headers, expected);
    }

    void bodiesAreAnnouncedByLengthOrChunks()
    {
        RequestParser parser;
        QCOMPARE(parser.parse(withHeader("Content-Length: 0012")), Progress::Whole);
        QCOMPARE(parser.take().contentLength.value(), 12);
        QCOMPARE(parser.parse(withHeader("Transfer-Encoding: Chunked")), Progress::Whole);
        QVERIFY(parser.take().chunked);
        QCOMPARE(parser.parse(withHeader("X: 1")), Progress::Whole);
        QVERIFY(!parser.take().hasBody());
    }

    void expectationsOfOldClientsAreIgnored()
    {
        RequestParser parser;
        QCOMPARE(parser.parse("POST /a HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n"), Progress::Whole);
        QVERIFY(!parser.take().expectsContinue);
        QCOMPARE(parser.parse(withHeader("Expect: 100-Continue\r\nContent-Length: 1")), Progress::Whole);
        QVERIFY(parser.take().expectsContinue);
    }
};

QTEST_APPLESS_MAIN(RequestParserTest)
#include "tst_request_parser.moc"
