// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/settings.h"

#include <QTemporaryFile>
#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

class SettingsTest : public QObject
{
    Q_OBJECT

    QTemporaryFile m_file;

    QString write(const QByteArray &text)
    {
        if (!m_file.open() || !m_file.resize(0))
            qFatal("no temporary file");
        m_file.seek(0);
        m_file.write(text);
        m_file.close();
        return m_file.fileName();
    }

private Q_SLOTS:
    void commandLineBeatsEnvironmentBeatsFile()
    {
        const QString file = write("[http]\nthreads = 1\nmax_body = 2\nlisten = [\"a\", \"b\"]\n");
        auto settings =
            Settings::load(file, {{u"http.threads"_s, u"2"_s}, {u"cache.ttl_s"_s, u"7"_s}}, {{u"http.threads"_s, {u"3"_s}}});
        QVERIFY(settings);
        QCOMPARE(settings->integer(u"http.threads"_s, 0, 0, 9), 3);
        QCOMPARE(settings->integer(u"http.max_body"_s, 0, 0, 9), 2);
        QCOMPARE(settings->integer(u"cache.ttl_s"_s, 0, 0, 9), 7);
        QCOMPARE(settings->list(u"http.listen"_s), QStringList({u"a"_s, u"b"_s}));
        QVERIFY(settings->finish());
    }

    void namesKeyAndLineOfWhatIsWrong()
    {
        auto settings = Settings::load(write("[checkout]\nlimit = \"five\"\nlimt = 5\n"), {}, {});
        QVERIFY(settings);
        QCOMPARE(settings->integer(u"checkout.limit"_s, 5, 1, 100), 5);
        const auto finished = settings->finish();
        QVERIFY(!finished);
        QVERIFY(finished.error().detail.contains(u"line 2: checkout.limit must be a whole number from 1 to 100"_s));
        QVERIFY(finished.error().detail.contains(u"line 3: checkout.limt is not a setting"_s));
    }

    void tellsTheLineOfBrokenToml()
    {
        const auto settings = Settings::load(write("[checkout]\nlimit = = 5\n"), {}, {});
        QVERIFY(!settings);
        QVERIFY(settings.error().detail.contains(u"line 2"_s));
    }

    void tellsThatTheFileCannotBeRead()
    {
        const auto settings = Settings::load(u"/nonexistent/tidegate.toml"_s, {}, {});
        QVERIFY(!settings);
        QVERIFY(settings.error().detail.contains(u"/nonexistent/tidegate.toml"_s));
    }
};

QTEST_GUILESS_MAIN(SettingsTest)
#include "tst_settings.moc"
