// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/security_log.h"

#include "core/base/json.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

class SecurityLogTest : public QObject
{
    Q_OBJECT

    ManualClock m_clock;

    static QByteArray read(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("can't be read");
    }

private Q_SLOTS:
    void anEventIsOneLineOfJson()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"security.log"_s);
        SecurityLog({.file = file}, m_clock)
            .record({.kind = u"authentication"_s,
                     .outcome = u"unauthenticated"_s,
                     .address = u"192.0.2.1"_s,
                     .keyPrefix = u"tg_live_AAAAAAAA"_s,
                     .partner = u"p"_s,
                     .requestId = u"r"_s,
                     .detail = {{u"row"_s, u"<script>"_s}}});
        const QByteArray text = read(file);
        QCOMPARE(text.count('\n'), 1);
        const QJsonObject line = parseJsonObject(text.trimmed()).value();
        QCOMPARE(line,
                 (QJsonObject{{u"time"_s, u"2026-01-01T00:00:00.000Z"_s},
                              {u"kind"_s, u"authentication"_s},
                              {u"outcome"_s, u"unauthenticated"_s},
                              {u"address"_s, u"192.0.2.1"_s},
                              {u"key_prefix"_s, u"tg_live_AAAAAAAA"_s},
                              {u"partner"_s, u"p"_s},
                              {u"request_id"_s, u"r"_s},
                              {u"detail"_s, QJsonObject{{u"row"_s, u"<script>"_s}}}}));
    }

    void whatComesFromOutsideNeitherBreaksNorTurnsALine()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"security.log"_s);
        const QString hostile = u"a\r\nb\u2028c\u202ed\u001b[31m\u0085e"_s;
        SecurityLog({.file = file}, m_clock)
            .record({.kind = u"hostile_row"_s, .outcome = u"xss"_s, .detail = {{u"row"_s, hostile}}});
        const QByteArray text = read(file);
        QCOMPARE(text.count('\n'), 1);
        QVERIFY(!text.contains('\r') && !text.contains('\x1b'));
        QVERIFY(!QString::fromUtf8(text).contains(QChar(0x202e)));
        QCOMPARE(parseJsonObject(text.trimmed())->value(u"detail"_s).toObject().value(u"row"_s).toString(), hostile);
    }

    void onlyItsOwnerMayReadIt()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"security.log"_s);
        SecurityLog({.file = file}, m_clock).record({.kind = u"key"_s, .outcome = u"accepted"_s});
        QCOMPARE(QFile::permissions(file) & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther),
                 QFile::Permissions());
    }

    void itIsRotatedBySizeAndTheOldestGo()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"security.log"_s);
        for (int i = 0; i < 6; ++i) {
            SecurityLog({.file = file, .maximumBytes = 100, .keptFiles = 2}, m_clock)
                .record({.kind = u"key"_s, .outcome = u"event-%1"_s.arg(i)});
        }
        QVERIFY(read(file).contains("event-5"));
        QVERIFY(read(file + u".1"_s).contains("event-4"));
        QVERIFY(read(file + u".2"_s).contains("event-3"));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 3);
    }

    void anOldLogIsContinued()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"security.log"_s);
        for (int i = 0; i < 2; ++i)
            SecurityLog({.file = file}, m_clock).record({.kind = u"key"_s, .outcome = u"accepted"_s});
        QCOMPARE(read(file).count('\n'), 2);
    }
};

QTEST_GUILESS_MAIN(SecurityLogTest)
#include "tst_security_log.moc"
