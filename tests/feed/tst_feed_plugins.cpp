// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/feed_plugin_folder.h"

#include "feed/reading.h"

#include <QPluginLoader>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace tidegate;
using namespace Qt::StringLiterals;

/// Scenario M1: a new format of feed comes into the running server as a file.
class FeedPluginsTest : public QObject
{
    Q_OBJECT

    struct Server {
        Server()
            : plugins(folder.path() + u"/plugins"_s, registry)
        {
            if (!QDir().mkpath(folder.filePath(u"plugins"_s)))
                qFatal("no folder");
            plugins.start();
        }

        void install(const char *library, const QString &name) const
        {
            if (!QFile::copy(QString::fromLocal8Bit(library), path(name)))
                qFatal("no copy");
        }
        void write(const QString &name, const QByteArray &bytes) const
        {
            QFile file(path(name));
            if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
                qFatal("no file");
        }
        [[nodiscard]] QString path(const QString &name) const { return folder.filePath(u"plugins/"_s + name); }
        [[nodiscard]] bool knows(const QString &format) const { return registry.find(format) != nullptr; }

        QTemporaryDir folder;
        FeedRegistry registry;
        FeedPluginFolder plugins;
    };

private Q_SLOTS:
    void theExampleComesIntoARunningServerAndReads()
    {
        Server server;
        const QByteArray feed = "sku: A-1\nname: Cup: blue\nprice: 1.50\n\n\nsku: B\nprise: 2\n\nsku: C\nprice: x";
        QCOMPARE(readText(feed, {}, server.registry).failure.code, u"unknown_columns"_s);
        server.install(TIDEGATE_BLOCKS_PLUGIN, u"blocks.so"_s);
        QTRY_VERIFY(server.knows(u"blocks"_s));

        const Outcome outcome = readText(feed, {}, server.registry);
        QCOMPARE(outcome.format, u"blocks"_s);
        QCOMPARE(outcome.skus(), QStringList{u"A-1"_s});
        QCOMPARE(*outcome.products.at(0).name, u"Cup: blue"_s);
        QCOMPARE(outcome.codes(), (QStringList{u"unknown_field"_s, u"invalid_price"_s}));
        QCOMPARE(outcome.errors.at(0).line, 7);
        QCOMPARE(outcome.errors.at(1).line, 9);
        const QByteArray file = rejectedFile(outcome, server.registry);
        QCOMPARE(readText(file, {}, server.registry).codes(), outcome.codes());
        QCOMPARE(readText(QByteArray(file).replace("prise", "price").replace(": x", ": 3"), {}, server.registry).skus(),
                 (QStringList{u"B"_s, u"C"_s}));
    }

    void aPluginThatGoesTakesItsFormatWithIt()
    {
        Server server;
        server.install(TIDEGATE_BLOCKS_PLUGIN, u"blocks.so"_s);
        QTRY_VERIFY(server.knows(u"blocks"_s));
        QVERIFY(QFile::remove(server.path(u"blocks.so"_s)));
        QTRY_VERIFY(!server.knows(u"blocks"_s));
        QCOMPARE(server.registry.all().size(), builtInFormats().all().size());
    }

    void aPluginThatIsReplacedReplacesItsFormat()
    {
        Server server;
        server.install(TIDEGATE_BLOCKS_PLUGIN, u"blocks.so"_s);
        QTRY_VERIFY(server.knows(u"blocks"_s));
        const auto before = server.registry.find(u"blocks"_s);
        QVERIFY(QFile::remove(server.path(u"blocks.so"_s)));
        server.install(TIDEGATE_BLOCKS_PLUGIN, u"blocks.so"_s);
        QTRY_VERIFY(server.knows(u"blocks"_s) && server.registry.find(u"blocks"_s) != before);
    }

    void whatIsNoFeedPluginIsPassedOver()
    {
        Server server;
        server.write(u"broken.so"_s, "no library");
        server.install(TIDEGATE_CRYPTO_PLUGIN, u"crypto.so"_s);
        server.install(TIDEGATE_BLOCKS_PLUGIN, u"last.so"_s);
        QTRY_VERIFY(server.knows(u"blocks"_s));
        QCOMPARE(server.registry.all().size(), builtInFormats().all().size() + 1);
    }

    void aPluginThatBreaksItsWordIsRefusedWithALineInTheLog_data()
    {
        QTest::addColumn<QByteArray>("library");
        QTest::addColumn<QByteArray>("manner");
        QTest::addColumn<QString>("why");
        QTest::newRow("no plugin inside") << QByteArray(TIDEGATE_HOLLOW_PLUGIN) << QByteArray()
                                          << u"it does not implement its own interface"_s;
        QTest::newRow("throws") << QByteArray(TIDEGATE_FAITHLESS_PLUGIN) << QByteArray("throws") << u"it threw: no luck"_s;
        QTest::newRow("another format") << QByteArray(TIDEGATE_FAITHLESS_PLUGIN) << QByteArray("renames")
                                        << u"its format is not called \"faithless\""_s;
    }
    void aPluginThatBreaksItsWordIsRefusedWithALineInTheLog()
    {
        QFETCH(QByteArray, library);
        QFETCH(QByteArray, manner);
        QFETCH(QString, why);
        qputenv("TIDEGATE_FAITHLESS", manner);
        const QTemporaryDir folder;
        QVERIFY(QFile::copy(QString::fromLocal8Bit(library), folder.filePath(u"bad.so"_s)));
        FeedRegistry registry;
        FeedPluginFolder plugins(folder.path(), registry);
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"bad\\.so was not loaded: "_s + QRegularExpression::escape(why)));
        plugins.start();
        QCOMPARE(registry.all().size(), builtInFormats().all().size());
    }

    void theExampleLeavesNothingBehindWhenItsLibraryIsUnloaded()
    {
        QPluginLoader loader(QString::fromLocal8Bit(TIDEGATE_BLOCKS_PLUGIN));
        auto *plugin = qobject_cast<FeedPlugin *>(loader.instance());
        QVERIFY(plugin);
        QCOMPARE(plugin->create()->format(), u"blocks"_s);
        const QPointer<QObject> instance = loader.instance();
        QVERIFY(loader.unload());
        QVERIFY(!instance);
    }
};

QTEST_GUILESS_MAIN(FeedPluginsTest)
#include "tst_feed_plugins.moc"
