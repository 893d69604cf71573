// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of the body of a request: who may send one, and whether it is kept in memory, in a file, or nowhere.
#include "http/gatekeeper.h"
#include "http/test_server.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

/// Holds the request, and with it its body, while it waits.
QCoro::Task<Response> answerWithRequest(std::shared_ptr<const Request> request, Async<QByteArray> value)
{
    const QByteArray text = co_await value;
    co_return textAnswer(text + QByteArray::number(request->body.size()));
}

std::optional<Response> gate(Request &request)
{
    request.caller = QString::fromLatin1(request.header("authorization")).section(u' ', 1);
    if (request.caller == u"good")
        return std::nullopt;
    if (request.caller == u"throw")
        throw std::runtime_error("the gate broke");
    return Response::problem({ErrorCode::Unauthenticated, u"no key"_s, std::nullopt, {}}, request);
}

QByteArray post(const QByteArray &path, const QByteArray &headers, const QByteArray &body = {})
{
    return "POST " + path + " HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n\r\n" + body;
}

} // namespace

class RequestBodyTest : public QObject
{
    Q_OBJECT

    Gatekeeper m_gatekeeper; // outlives the server
    QTemporaryDir m_spoolFolder;
    Request m_spooled; ///< the last one's
    std::atomic<int> m_guardedSpools = 0;
    TestServer m_server;

    void addRoutes()
    {
        Router &router = m_server.router();
        router.add("POST", u"/echo"_s, [](const Request &request) { return textAnswer(request.body); });
        router.add("POST", u"/feed"_s,
                   [this](const Request &request) {
                       m_spooled.spoolFile = request.spoolFile;
                       m_spooled.bodyBytes = request.bodyBytes;
                       m_spooled.bodyHash = request.bodyHash;
                       QFile file(request.spoolFile);
                       const bool isOpen = file.open(QIODevice::ReadOnly);
                       const bool isPrivate = (file.permissions() & (QFile::ReadGroup | QFile::ReadOther)) == 0;
                       return textAnswer(isOpen && isPrivate && request.body.isEmpty() ? QByteArray::number(file.size())
                                                                                       : "no file");
                   },
                   {.spoolBody = true});
        router.add("POST", u"/small-feed"_s,
                   [this](const Request &request) {
                       m_spooled.spoolFile = request.spoolFile;
                       m_spooled.bodyBytes = request.bodyBytes;
                       m_spooled.bodyHash = request.bodyHash;
                       if (request.spoolFile.isEmpty())
                           return textAnswer("memory " + request.body);
                       QFile file(request.spoolFile);
                       return textAnswer(file.open(QIODevice::ReadOnly) ? "file " + file.readAll() : "no file");
                   },
                   {.spoolBody = true, .spoolAbove = 3'000});
        router.add("POST", u"/guarded"_s,
                   [](const Request &request) { return textAnswer(request.caller.toLatin1() + request.body); }, {.gate = gate});
        router.add("POST", u"/guarded-feed"_s,
                   [this](const Request &) {
                       ++m_guardedSpools;
                       return textAnswer("taken");
                   },
                   {.spoolBody = true, .gate = gate});
        router.add("POST", u"/kept"_s, [this](std::shared_ptr<const Request> request) {
            return answerWithRequest(std::move(request), m_gatekeeper.wait());
        });
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server.options().spoolFolder = m_spoolFolder.path();
        m_server.options().maximumFeedBody = 50'000'000;
        m_server.options().maximumBodyMemory = 3 << 20;
        addRoutes();
        m_server.start();
    }

    void feedsAreSpooledToAPrivateFileThatGoesWithTheRequest()
    {
        const QByteArray feed(3'000'000, 'f');
        QCOMPARE(m_server.ask(post("/feed", "Content-Length: 3000000", feed)).body, QByteArray("3000000"));
        QVERIFY(m_spooled.spoolFile.startsWith(m_spoolFolder.path()));
        QTRY_VERIFY(!QFile::exists(m_spooled.spoolFile));
        QCOMPARE(m_server.ask(post("/feed", "Content-Length: 50000001")).status, 413);
        const QByteArray chunk = "100000\r\n" + QByteArray(0x100000, 'c') + "\r\n";
        QCOMPARE(m_server.ask(post("/feed", "Transfer-Encoding: chunked", chunk.repeated(2) + "0\r\n\r\n")).body,
                 QByteArray("2097152"));
        QTRY_VERIFY(QDir(m_spoolFolder.path()).isEmpty());
    }

    void uploadsLeaveRoomOnTheDisk()
    {
        const QTemporaryDir folder;
        TestServer full;
        full.options().spoolFolder = folder.path();
        full.options().spoolReserve = 1LL << 60;
        full.router().add("POST", u"/feed"_s, Handler([](const Request &) { return textAnswer("taken"); }), {.spoolBody = true});
        full.start();
        const RawAnswer answer = full.ask(post("/feed", "Content-Length: 4", "feed"));
        QCOMPARE(answer.status, 503);
        QCOMPARE(codeIn(answer), u"overloaded"_s);
        QVERIFY(QDir(folder.path()).isEmpty());
    }

    void aSpooledBodyComesWithItsSizeAndHashHoweverItIsSent()
    {
        // Python's hashlib.blake2b(b"abc" * 1000, digest_size=32)
        const QString expected = u"75fb65b0f7c11bc13e28fb997e6db9888c0b6804bc504248c200f189d0267f9e"_s;
        const QByteArray feed = QByteArray("abc").repeated(1000);
        m_server.ask(post("/feed", "Content-Length: 3000", feed));
        QCOMPARE(m_spooled.bodyHash, expected);
        QCOMPARE(m_spooled.bodyBytes, 3000);
        QByteArray chunks;
        for (qsizetype i = 0; i < feed.size(); i += 500)
            chunks += "1f4\r\n" + feed.sliced(i, 500) + "\r\n";
        m_server.ask(post("/feed", "Transfer-Encoding: chunked", chunks + "0\r\n\r\n"));
        QCOMPARE(m_spooled.bodyHash, expected);
        QCOMPARE(m_spooled.bodyBytes, 3000);
    }

    void aSmallBodyOfARouteThatSpoolsStaysInMemory_data()
    {
        QTest::addColumn<qsizetype>("bytes");
        QTest::addColumn<bool>("chunked");
        QTest::addColumn<QByteArray>("place");
        QTest::newRow("at the bound") << qsizetype(3'000) << false << QByteArray("memory ");
        QTest::newRow("a byte more") << qsizetype(3'001) << false << QByteArray("file ");
        QTest::newRow("at the bound, in chunks") << qsizetype(3'000) << true << QByteArray("memory ");
        QTest::newRow("a byte more, in chunks") << qsizetype(3'001) << true << QByteArray("file ");
    }
    void aSmallBodyOfARouteThatSpoolsStaysInMemory()
    {
        QFETCH(qsizetype, bytes);
        QFETCH(bool, chunked);
        QFETCH(QByteArray, place);
        const QByteArray feed = QByteArray("abc").repeated(2'000).first(bytes);
        QByteArray chunks;
        for (qsizetype at = 0; at < bytes; at += 1'000) {
            const QByteArray chunk = feed.sliced(at, std::min<qsizetype>(1'000, bytes - at));
            chunks += QByteArray::number(chunk.size(), 16) + "\r\n" + chunk + "\r\n";
        }
        const QByteArray answer = m_server
                                      .ask(chunked ? post("/small-feed", "Transfer-Encoding: chunked", chunks + "0\r\n\r\n")
                                                   : post("/small-feed", "Content-Length: " + QByteArray::number(bytes), feed))
                                      .body;
        QCOMPARE(answer, place + feed);
        QCOMPARE(m_spooled.bodyBytes, bytes);
        if (bytes == 3'000)
            QCOMPARE(m_spooled.bodyHash, u"75fb65b0f7c11bc13e28fb997e6db9888c0b6804bc504248c200f189d0267f9e"_s);
        QTRY_VERIFY(QDir(m_spoolFolder.path()).isEmpty());
    }

    void aBodyThatMayBeSpooledGoesToAFileWhereMemoryIsShort()
    {
        const QTemporaryDir folder;
        TestServer tight;
        tight.options().spoolFolder = folder.path();
        tight.options().maximumBody = 10'000;
        tight.options().maximumBodyMemory = 10'000;
        tight.router().add("POST", u"/feed"_s, Handler([](const Request &request) {
                               return textAnswer(request.spoolFile.isEmpty() ? "memory" : "file");
                           }),
                           {.spoolBody = true, .spoolAbove = 100'000});
        tight.start();
        QCOMPARE(tight.ask(post("/feed", "Content-Length: 15000", QByteArray(15'000, 'f'))).body, QByteArray("memory"));
        QCOMPARE(tight.ask(post("/feed", "Content-Length: 50000", QByteArray(50'000, 'f'))).body, QByteArray("file"));
    }

    void aStrangersUploadIsAnsweredBeforeItsBodyTouchesTheDisk()
    {
        const int before = m_guardedSpools;
        RawClient stranger(m_server.port());
        stranger.send(post("/guarded-feed", "Content-Length: 40000000", QByteArray(200'000, 'f')));
        QCOMPARE(stranger.readAnswer().status, 401);
        QVERIFY(QDir(m_spoolFolder.path()).isEmpty());
        RawClient inChunks(m_server.port());
        inChunks.send(post("/guarded-feed", "Transfer-Encoding: chunked", "2\r\nab\r\n"));
        QCOMPARE(inChunks.readAnswer().status, 401);
        QVERIFY(QDir(m_spoolFolder.path()).isEmpty());
        QCOMPARE(m_guardedSpools, before);
    }

    void theGateIsAskedBeforeTheBodyIsRead()
    {
        RawClient stranger(m_server.port());
        stranger.send(post("/guarded", "Content-Length: 1000000\r\nExpect: 100-continue"));
        const RawAnswer refusal = stranger.readAnswer();
        QCOMPARE(refusal.status, 401);
        QCOMPARE(codeIn(refusal), u"unauthenticated"_s);
        QVERIFY(refusal.headers.contains("www-authenticate"));
        QVERIFY(stranger.endsSilently());

        RawClient known(m_server.port());
        known.send(post("/guarded", "Authorization: Bearer good\r\nContent-Length: 5\r\nExpect: 100-continue"));
        QCOMPARE(known.readAnswer().status, 100);
        known.send("hello" + post("/guarded", "Authorization: Bearer good\r\nContent-Length: 5", "again"));
        QCOMPARE(known.readAnswer().body, QByteArray("goodhello"));
        QCOMPARE(known.readAnswer().body, QByteArray("goodagain"));

        QCOMPARE(m_server.ask(post("/guarded", "Authorization: Bearer throw\r\nContent-Length: 5", "hello")).status, 500);
    }

    void theGateIsAskedWhereThereIsNoBody()
    {
        QCOMPARE(m_server.ask(post("/guarded", "X-A: b")).status, 401);
        QCOMPARE(m_server.ask(post("/guarded", "Authorization: Bearer good")).body, QByteArray("good"));
    }

    void bodiesBeyondTheMemoryForAllAreTurnedAway()
    {
        const QByteArray large = post("/kept", "Content-Length: 1000000", QByteArray(1'000'000, 'x'));
        std::vector<std::unique_ptr<RawClient>> keepers; // 3 MiB are for all
        for (std::size_t i = 0; i < 3; ++i) {
            keepers.push_back(std::make_unique<RawClient>(m_server.port()));
            keepers.back()->send(large);
            QTRY_COMPARE(m_gatekeeper.count(), i + 1);
        }
        const RawAnswer refusal = m_server.ask(large);
        QCOMPARE(refusal.status, 503);
        QCOMPARE(codeIn(refusal), u"overloaded"_s);
        QCOMPARE(refusal.headers.value("retry-after"), QByteArray("1"));
        QCOMPARE(refusal.headers.value("connection"), QByteArray("close"));
        QCOMPARE(m_server.ask(post("/echo", "Content-Length: 8000", QByteArray(8'000, 'x'))).status, 200);
        m_gatekeeper.letGo("kept ");
        for (const auto &keeper : keepers)
            QCOMPARE(keeper->readAnswer().body, QByteArray("kept 1000000"));
        const QByteArray million(1'000'000, 'x');
        QTRY_COMPARE(m_server.ask(post("/echo", "Content-Length: 1000000", million)).body, million);
    }

    void aBodyThatNeverCameWholeGivesItsMemoryBack()
    {
        for (int i = 0; i < 10; ++i) {
            RawClient client(m_server.port());
            client.send(post("/echo", "Content-Length: 1000000", QByteArray(999'999, 'x')));
        }
        const QByteArray million(1'000'000, 'x');
        QTRY_COMPARE(m_server.ask(post("/echo", "Content-Length: 1000000", million)).body, million);
    }

    void cleanupTestCase()
    {
        m_server.stop();
        QVERIFY(QDir(m_spoolFolder.path()).isEmpty());
    }
};

QTEST_GUILESS_MAIN(RequestBodyTest)
#include "tst_request_body.moc"
