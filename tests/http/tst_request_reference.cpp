// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/reference_parser.h"

#include <QByteArray>
#include <QTest>

#include <rapidcheck.h>

using namespace tidegate;

namespace {

using Pieces = std::vector<QByteArray>;

/// One of the good pieces, now and then one of the bad.
QByteArray piece(const Pieces &good, const Pieces &bad)
{
    const bool isGood = *rc::gen::inRange(0, 30) != 0;
    return *rc::gen::elementOf(isGood ? good : bad);
}

QByteArray field()
{
    return piece({"Content-Length: 3", "Content-Length: 0", "Content-Length: 03", "Transfer-Encoding: chunked",
                  "Transfer-Encoding: CHUNKED", "Transfer-Encoding:chunked \t", "Connection: close", "Connection: keep-alive",
                  "Connection: keep-alive, close", "Connection:", "Proxy-Connection: keep-alive", "X: a", "X:", "X-Y:\t a b \t",
                  "!#$%&'*+-.^_`|~: a", "Expect: 100-continue", "X: \xff\x80"},
                 {"Host: h", "Content-Length: +3", "Content-Length : 3", "Transfer-Encoding: gzip", "Transfer-Encoding: xchunked",
                  "X : a", " X: a", "X\t: a", "X", ": a", "X: \x01", "Connection: upgrade", "Upgrade: h2c"});
}

/// A request from good and bad pieces.
QByteArray assembled()
{
    const auto lineEnd = [] { return piece({"\r\n"}, {"\n", "\r", "\r\r\n", "\r\n "}); };
    QByteArray request = piece({""}, {"\r\n", "\n", " "});
    request += piece({"GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH"}, {"get", "TRACE", "G", "CONNECT"}) + ' ';
    request += piece(
        {"/", "/a", "/a/b?c=d", "/%41?%20", "http://h/a", "//", "/?", "/a;b", "/[", "/{a}|", "/~'()!$&,:@", "http://h:80?a"},
        {"*", "/a#b", "/%0", "/\xc3\xa4", "a", "http://", "http://u@h/", "/\x7f"});
    request +=
        piece({" HTTP/1.1", " HTTP/1.1", " HTTP/1.0"}, {" HTTP/1.2", " HTTP/0.9", "  HTTP/1.1", "", " HTTP/1.1 "}) + lineEnd();
    request += piece({"Host: h", "Host: h:80", "Host: [::1]"}, {"Host:", "Host: a b", "X: y"}) + lineEnd();
    const int count = *rc::gen::inRange(0, 3);
    for (int i = 0; i < count; ++i)
        request += field() + lineEnd();
    const QByteArray body =
        piece({"", "abc", "abcdef", "3\r\nabc\r\n0\r\n\r\n", "3;x=y\r\nabc\r\n0\r\n\r\n", "0\r\n\r\n", "0\r\nX: y\r\n\r\n",
               "03\r\nabc\r\n00\r\n\r\nGET", "A\r\n0123456789\r\n0\r\n\r\n", "GET / HTTP/1.1\r\nHost: h\r\n\r\n"},
              {"3\r\nabcd\r\n", "g\r\n", "3\nabc\r\n0\r\n\r\n", "3\r\nabc\r\n0\r\nX : y\r\n\r\n"});
    return request + lineEnd() + body;
}

/// The same with a few bytes changed, taken out or put in.
QByteArray mutated(QByteArray request)
{
    const int count = std::max(*rc::gen::inRange(-3, 3), 0);
    for (int i = 0; i < count && !request.isEmpty(); ++i) {
        const auto at = *rc::gen::inRange<qsizetype>(0, request.size());
        const char byte = *rc::gen::oneOf(rc::gen::arbitrary<char>(), rc::gen::elementOf(std::string("\r\n\t :;,%?#/0aA-+\x7f")));
        switch (*rc::gen::inRange(0, 3)) {
        case 0: request[at] = byte; break;
        case 1: request.remove(at, 1); break;
        default: request.insert(at, byte); break;
        }
    }
    return request;
}

} // namespace

class RequestReferenceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatWeTakeTheReferenceReadsTheSameWay()
    {
        int taken = 0;
        const bool holds = rc::check("the reference agrees", [&taken] {
            for (int i = 0; i < 50; ++i) {
                const QByteArray request = *rc::gen::exec([] { return mutated(assembled()); });
                taken += isTaken(request);
                const std::optional<std::string> difference = compareWithReference(request);
                if (difference)
                    RC_FAIL(*difference + " in " + request.toPercentEncoding(" /?:;=,.").toStdString());
            }
        });
        QVERIFY(holds);
        QVERIFY2(taken > 1000, "the requests are all refused: this tests nothing");
    }
};

QTEST_APPLESS_MAIN(RequestReferenceTest)
#include "tst_request_reference.moc"
