// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/feed_input.h"
#include "core/feed/text_input.h"

#include "feed/failing_device.h"
#include "feed/packing.h"

#include <QBuffer>
#include <QStringEncoder>
#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

/// What an input gives, in pieces of this size.
struct Given {
    QByteArray bytes;
    FieldError failure;
};

Given drain(FeedInput &input, qsizetype pieceSize, qsizetype keep = 1 << 26)
{
    Given given;
    QByteArray piece(pieceSize, Qt::Uninitialized);
    while (true) {
        const Result<qsizetype> count = input.read(piece.data(), piece.size());
        if (!count) {
            given.failure = count.error().fields.at(0);
            return given;
        }
        if (*count == 0)
            return given;
        if (given.bytes.size() < keep)
            given.bytes.append(piece.constData(), *count);
    }
}

Given gunzip(const QByteArray &packed, const GunzipLimits &limits = {}, qsizetype pieceSize = 65'536)
{
    QBuffer device;
    device.setData(packed);
    device.open(QIODevice::ReadOnly);
    DeviceInput bytes(device, 1LL << 40);
    GunzipInput unpacked(bytes, limits);
    return drain(unpacked, pieceSize, 1 << 20);
}

Given decode(const QByteArray &sent, qsizetype pieceSize = 65'536)
{
    QBuffer device;
    device.setData(sent);
    device.open(QIODevice::ReadOnly);
    DeviceInput bytes(device, 1LL << 40);
    Utf8Input utf8(bytes, detectEncoding(sent));
    return drain(utf8, pieceSize);
}

} // namespace

class FeedInputTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void unpacksOneMemberAndSeveral()
    {
        const QByteArray text = QByteArray("sku,name\n1,Cup\n").repeated(1'000);
        QCOMPARE(gunzip(packed(text)).bytes, text);
        QCOMPARE(gunzip(packed(text), {}, 7).bytes, text);
        QCOMPARE(gunzip(packed("sku,") + packed({}) + packed("name\n"), {}, 3).bytes, QByteArray("sku,name\n"));
    }

    void refusesBrokenGzip_data()
    {
        const QByteArray good = packed(QByteArray("sku,name\n1,Cup\n").repeated(1'000));
        QByteArray wrongSum = good;
        wrongSum[good.size() - 6] = char(wrongSum[good.size() - 6] ^ 1);
        QTest::addColumn<QByteArray>("sent");
        QTest::addColumn<QString>("told");
        QTest::newRow("empty") << QByteArray() << u"empty"_s;
        QTest::newRow("plain text") << QByteArray("sku,name\n") << u"it is not"_s;
        QTest::newRow("header alone") << good.first(10) << u"cut off"_s;
        QTest::newRow("cut in the middle") << good.first(good.size() / 2) << u"cut off"_s;
        QTest::newRow("last byte missing") << good.chopped(1) << u"cut off"_s;
        QTest::newRow("wrong checksum") << wrongSum << u"damaged"_s;
        QTest::newRow("garbage behind it") << good + "garbage" << u"follows the end"_s;
        QTest::newRow("half a second member") << good + good.first(20) << u"cut off"_s;
    }
    void refusesBrokenGzip()
    {
        QFETCH(QByteArray, sent);
        QFETCH(QString, told);
        const Given given = gunzip(sent);
        QCOMPARE(given.failure.code, u"broken_gzip"_s);
        QVERIFY2(given.failure.message.contains(told), qPrintable(given.failure.message));
    }

    void refusesBombsByRatioAndBySize()
    {
        const QByteArray bomb = packed(QByteArray(64 << 20, '\0'));
        QVERIFY(bomb.size() < 80'000);
        const Given byRatio = gunzip(bomb);
        QCOMPARE(byRatio.failure.code, u"gzip_bomb"_s);
        QVERIFY(byRatio.failure.message.contains(u"200 times"));
        const Given bySize = gunzip(bomb, {.maximumBytes = 8 << 20});
        QCOMPARE(bySize.failure.code, u"gzip_bomb"_s);
        QVERIFY(bySize.failure.message.contains(u"8 MiB"));
        QCOMPARE(gunzip(packed(QByteArray(8 << 20, 'x'))).failure.code, QString());
    }

    void gzipThatCantBeReadFurtherFailsForThat_data()
    {
        QTest::addColumn<QByteArray>("sent");
        const QByteArray good = packed(QByteArray("sku,name\n1,Cup\n").repeated(1'000));
        QTest::newRow("in a member") << good.chopped(1);
        QTest::newRow("between members") << good;
    }
    void gzipThatCantBeReadFurtherFailsForThat()
    {
        QFETCH(QByteArray, sent);
        FailingDevice device(sent);
        DeviceInput bytes(device, 1 << 20);
        GunzipInput unpacked(bytes, {});
        const Result<QByteArray> read = readBeginning(unpacked, 1 << 20);
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::NotFound);
        QVERIFY(read.error().detail.contains(u"the disk failed"));
    }

    void aMarkThatCantBeReadFailsForThat()
    {
        FailingDevice device("\xef");
        DeviceInput bytes(device, 1 << 20);
        Utf8Input utf8(bytes, {TextEncoding::Utf8, 3});
        char piece[16];
        QCOMPARE(utf8.read(piece, sizeof piece).error().code, ErrorCode::NotFound);
    }

    void tellsAFileThatIsTooLarge()
    {
        QBuffer device;
        device.setData(QByteArray(3 << 20, 'x'));
        device.open(QIODevice::ReadOnly);
        DeviceInput bytes(device, 2 << 20);
        QCOMPARE(drain(bytes, 1 << 20).failure.code, u"too_large"_s);
    }

    void readsEveryUnicodeEncoding_data()
    {
        QTest::addColumn<QStringConverter::Encoding>("encoding");
        QTest::addColumn<bool>("mark");
        QTest::newRow("UTF-8") << QStringConverter::Utf8 << false;
        QTest::newRow("UTF-8 with a mark") << QStringConverter::Utf8 << true;
        QTest::newRow("UTF-16LE") << QStringConverter::Utf16LE << false;
        QTest::newRow("UTF-16LE with a mark") << QStringConverter::Utf16LE << true;
        QTest::newRow("UTF-16BE") << QStringConverter::Utf16BE << false;
        QTest::newRow("UTF-16BE with a mark") << QStringConverter::Utf16BE << true;
    }
    void readsEveryUnicodeEncoding()
    {
        QFETCH(QStringConverter::Encoding, encoding);
        QFETCH(bool, mark);
        const QString text = u"sku,name\n1,Käse 🧀\n"_s.repeated(10'000);
        QStringEncoder encoder(encoding, mark ? QStringConverter::Flag::WriteBom : QStringConverter::Flag::Default);
        const QByteArray sent = encoder.encode(text);
        for (const qsizetype size : {65'536, 4'097, 1}) {
            const Given given = decode(sent, size);
            QCOMPARE(given.failure.code, QString());
            QCOMPARE(given.bytes, text.toUtf8());
        }
        QVERIFY(beginningAsUtf8(sent.first(101)).startsWith("sku,name\n1,K"));
    }

    void tellsWhatIsNoUnicodeWithItsLine_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("code");
        QTest::addColumn<qint64>("line");
        const auto row = [](const char *name, const QByteArray &text, const QString &code, qint64 line) {
            QTest::newRow(name) << text << code << line;
        };
        row("NUL", QByteArray("a,b\n1,2\n3\0,4\n", 14), u"nul_byte"_s, 3);
        row("Latin-1", "a,b\n1,K\xe4se\n", u"not_utf8"_s, 2);
        row("Latin-1 behind old Macintosh lines", "a,b\r1,2\r3,K\xe4se\r", u"not_utf8"_s, 3);
        row("Latin-1 behind 100 000 lines", QByteArray("K\xc3\xa4se\r\n").repeated(100'000) + "K\xe4se", u"not_utf8"_s, 100'001);
        row("overlong UTF-8", "a,\xc0\xaf\n", u"not_utf8"_s, 1);
        row("surrogate in UTF-8", "a,\xed\xa0\x80\n", u"not_utf8"_s, 1);
        row("cut character at the end", "a,b\n1,\xe2\x82", u"not_utf8"_s, 2);
        row("continuation bytes alone", "a\n\x80\x80\x80\x80\x80\n", u"not_utf8"_s, 2);
        row("lone surrogate in UTF-16", QByteArray("\xff\xfe\x00\xd8\x41\x00", 6), u"not_utf16"_s, 1);
        row("UTF-32", QByteArray("\xff\xfe\0\0s\0\0\0", 8), u"not_utf8"_s, 1);
    }
    void tellsWhatIsNoUnicodeWithItsLine()
    {
        QFETCH(QByteArray, text);
        for (const qsizetype size : {65'536, 4'096, 1}) {
            const Given given = decode(text, size);
            QTEST(given.failure.code, "code");
            QTEST(given.failure.line, "line");
            QVERIFY(given.failure.message.size() > 20);
        }
    }
};

QTEST_GUILESS_MAIN(FeedInputTest)
#include "tst_feed_input.moc"
