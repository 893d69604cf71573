// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/chunk_decoder.h"

#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

using Progress = ChunkDecoder::Progress;

class ChunkDecoderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void decodes_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("nothing") << QByteArray("0\r\n\r\n") << QByteArray();
        QTest::newRow("two chunks") << QByteArray("3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n") << QByteArray("abc0123456789");
        QTest::newRow("leading zeros") << QByteArray("0003\r\nabc\r\n000\r\n\r\n") << QByteArray("abc");
        QTest::newRow("line ends in data") << QByteArray("4\r\n\r\n\r\n\r\n0\r\n\r\n") << QByteArray("\r\n\r\n");
        QTest::newRow("extension") << QByteArray("3;a=b;c=\"d\"\r\nabc\r\n0;last\r\n\r\n") << QByteArray("abc");
        QTest::newRow("trailers") << QByteArray("3\r\nabc\r\n0\r\nX-Sum: 1\r\nY: 2\r\n\r\n") << QByteArray("abc");
    }
    void decodes()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, body);
        const QByteArray followed = bytes + "GET /";
        for (qsizetype step : {qsizetype(1), qsizetype(2), followed.size()}) {
            ChunkDecoder decoder(1000);
            QByteArray decoded;
            Progress progress = Progress::NeedsMore;
            qsizetype at = 0;
            while (progress == Progress::NeedsMore && at < followed.size()) {
                qsizetype taken = 0;
                progress =
                    decoder.decode(QByteArrayView(followed).sliced(at, std::min(step, followed.size() - at)), decoded, taken);
                at += taken;
            }
            QCOMPARE(progress, Progress::Whole);
            QCOMPARE(decoded, body);
            QCOMPARE(at, bytes.size());
        }
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<ErrorCode>("code");
        const auto malformed = [](const char *name, const QByteArray &bytes) {
            QTest::newRow(name) << bytes << ErrorCode::MalformedRequest;
        };
        malformed("no size", "\r\nabc");
        malformed("no hexadecimal size", "g\r\n");
        malformed("negative size", "-1\r\n");
        malformed("size with 0x", "0x3\r\nabc\r\n0\r\n\r\n");
        malformed("blank before the size", " 3\r\nabc\r\n0\r\n\r\n");
        malformed("blank after the size", "3 \r\nabc\r\n0\r\n\r\n");
        malformed("bare LF after the size", "3\nabc\r\n0\r\n\r\n");
        malformed("bare CR after the size", "3\rabc\r\n0\r\n\r\n");
        malformed("size of 16 digits", "0000000000000003\r\nabc\r\n0\r\n\r\n");
        malformed("size over 64 bits", "10000000000000000\r\n");
        malformed("data longer than said", "3\r\nabcd\r\n0\r\n\r\n");
        malformed("data ends with bare LF", "3\r\nabc\n0\r\n\r\n");
        malformed("data ends with CR and more", "3\r\nabc\rx");
        malformed("bare LF in an extension", "3;a\nb\r\nabc\r\n0\r\n\r\n");
        malformed("NUL in an extension", "3;\0\r\nabc\r\n0\r\n\r\n"_ba);
        malformed("5 KiB of extensions", "3;" + QByteArray(5000, 'a') + "\r\nabc\r\n0\r\n\r\n");
        malformed("bare LF after a trailer", "0\r\nX: 1\n\r\n");
        malformed("bare LF as the end", "0\r\n\n");
        malformed("trailer without a colon", "0\r\nX\r\n\r\n");
        malformed("space before a trailer's colon", "0\r\nX : 1\r\n\r\n");
        malformed("folded trailer", "0\r\nX: 1\r\n y\r\n\r\n");
        QTest::newRow("more than the limit in one chunk") << QByteArray("3e9\r\n") << ErrorCode::BodyTooLarge;
        QTest::newRow("more than the limit in two") << "3e8\r\n" + QByteArray(1000, 'a') + "\r\n1\r\n" << ErrorCode::BodyTooLarge;
        QTest::newRow("endless trailers") << "0\r\n" + QByteArray("X: 1\r\n").repeated(1000) << ErrorCode::HeadersTooLarge;
    }
    void refuses()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(ErrorCode, code);
        for (qsizetype step : {qsizetype(1), bytes.size()}) {
            ChunkDecoder decoder(1000);
            QByteArray decoded;
            Progress progress = Progress::NeedsMore;
            for (qsizetype at = 0; progress == Progress::NeedsMore && at < bytes.size(); at += step) {
                qsizetype taken = 0;
                progress = decoder.decode(QByteArrayView(bytes).sliced(at, std::min(step, bytes.size() - at)), decoded, taken);
            }
            QCOMPARE(progress, Progress::Refused);
            QCOMPARE(decoder.refusal().code, code);
        }
    }
};

QTEST_APPLESS_MAIN(ChunkDecoderTest)
#include "tst_chunk_decoder.moc"
