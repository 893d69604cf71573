// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/payment/payment_plugin_folder.h"
#include "core/payment/payment_service.h"
#include "core/plugin/plugin_file.h"

#include <QCryptographicHash>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidegate;

/// Scenario M2: a new way to pay comes into the running shop as a file.
class PaymentPluginsTest : public QObject
{
    Q_OBJECT

    struct Shop {
        explicit Shop(const QMap<QString, PluginSettings> &settings = {},
                      const PaymentServiceOptions &options = {.retryBase = 1ms})
            : plugins(folder.path() + u"/plugins"_s, registry, settings, clock)
            , service(registry, options, clock, random, sleeper)
        {
            plugins.start();
        }

        void install(const char *library, const QString &name)
        {
            if (!QDir().mkpath(folder.filePath(u"plugins"_s)) || !QFile::copy(QString::fromLocal8Bit(library), path(name)))
                qFatal("no copy");
        }
        void write(const QString &name, const QByteArray &bytes)
        {
            QFile file(path(name));
            if (!QDir().mkpath(folder.filePath(u"plugins"_s)) || !file.open(QIODevice::WriteOnly)
                || file.write(bytes) != bytes.size())
                qFatal("no file");
        }
        QString path(const QString &name) const { return folder.filePath(u"plugins/"_s + name); }
        bool offers(const QString &id) const { return registry.find(id) != nullptr; }
        ChargeOutcome charge(const QString &method, const QString &token = {}, const QString &key = u"k1"_s)
        {
            return QCoro::waitFor(
                service.charge(method, {u"order"_s, key, {1999, Currency::euro()}, token}, Deadline(clock, 5s)));
        }

        QTemporaryDir folder;
        SystemClock clock;
        SystemRandom random;
        TimerSleeper sleeper;
        PaymentRegistry registry;
        PaymentPluginFolder plugins;
        PaymentService service;
    };

    static QString transfer(char fill = 'x')
    {
        const QByteArray id(32, fill);
        const QByteArray once = QCryptographicHash::hash(id, QCryptographicHash::Sha256);
        return QString::fromLatin1((id + QCryptographicHash::hash(once, QCryptographicHash::Sha256).first(4)).toHex());
    }
    static QByteArray library(const char *path)
    {
        QFile file(QString::fromLocal8Bit(path));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("no library");
        return file.readAll();
    }

    /// What was logged since it was made.
    class Log
    {
    public:
        Log()
            : m_before(qInstallMessageHandler([](QtMsgType, const QMessageLogContext &, const QString &message) {
                const std::lock_guard lock(s_mutex);
                s_lines << message;
            }))
        {
        }
        ~Log()
        {
            qInstallMessageHandler(m_before);
            const std::lock_guard lock(s_mutex);
            s_lines.clear();
        }
        qsizetype count(const QString &text) const
        {
            const std::lock_guard lock(s_mutex);
            return s_lines.filter(text).size();
        }

    private:
        QtMessageHandler m_before;
        static inline std::mutex s_mutex;
        static inline QStringList s_lines;
    };

private Q_SLOTS:
    void theCryptoExampleComesIntoARunningShopAndCharges()
    {
        Shop shop;
        QVERIFY(shop.service.offers().empty());
        shop.install(TIDEGATE_CRYPTO_PLUGIN, u"crypto.so"_s);
        QTRY_VERIFY(shop.offers(u"crypto"_s));
        QCOMPARE(shop.service.offers().front().name, u"Crypto (example)"_s);
        QVERIFY(shop.service.offers().front().available);

        const ChargeOutcome charged = shop.charge(u"crypto"_s, transfer());
        QCOMPARE(charged.status, ChargeStatus::Charged);
        QCOMPARE(shop.charge(u"crypto"_s, transfer()).reference, charged.reference);
        QCOMPARE(shop.charge(u"crypto"_s, transfer(), u"k2"_s).status, ChargeStatus::Declined);
        QCOMPARE(shop.charge(u"crypto"_s, transfer().replace(0, 1, u'0'), u"k3"_s).status, ChargeStatus::Declined);
        QCOMPARE(shop.charge(u"crypto"_s, u"tok_visa"_s, u"k4"_s).status, ChargeStatus::Declined);
        const RefundRequest refund{u"r1"_s, u"k5"_s, charged.reference, {1, Currency::euro()}};
        QCOMPARE(QCoro::waitFor(shop.service.refund(u"crypto"_s, refund, Deadline(shop.clock, 5s))).status,
                 ChargeStatus::Charged);
    }

    void whatIsThereAtTheStartIsOfferedFromTheStart()
    {
        const QTemporaryDir folder;
        QVERIFY(QFile::copy(QString::fromLocal8Bit(TIDEGATE_CRYPTO_PLUGIN), folder.filePath(u"crypto.so"_s)));
        const SystemClock clock;
        PaymentRegistry registry;
        PaymentPluginFolder plugins(folder.path(), registry, {}, clock);
        plugins.start();
        QVERIFY(registry.find(u"crypto"_s));
    }

    void retriesAndBreakerAreAroundAPlugin()
    {
        Shop shop({{u"flaky"_s, {{u"failures"_s, u"14"_s}}}});
        shop.install(TIDEGATE_FLAKY_PLUGIN, u"flaky.so"_s);
        QTRY_VERIFY(shop.offers(u"flaky"_s));
        for (int i = 0; i < 3; ++i)
            QCOMPARE(shop.charge(u"flaky"_s).status, ChargeStatus::Failed); // four tries each
        QVERIFY(!shop.service.offers().front().available);
        QVERIFY(shop.service.setBreakerMode(u"flaky"_s, BreakerMode::ForcedClosed));
        QCOMPARE(shop.charge(u"flaky"_s).status, ChargeStatus::Charged); // two more that fail, and the third
    }

    void aPluginThatGoesTakesItsMethodWithIt()
    {
        Shop shop;
        shop.install(TIDEGATE_CRYPTO_PLUGIN, u"crypto.so"_s);
        QTRY_VERIFY(shop.offers(u"crypto"_s));
        QVERIFY(QFile::remove(shop.path(u"crypto.so"_s)));
        QTRY_VERIFY(!shop.offers(u"crypto"_s));
    }

    void aPluginIsReplacedByAnotherVersionOfIt()
    {
        Shop shop;
        shop.install(TIDEGATE_CRYPTO_PLUGIN, u"crypto.so"_s);
        QTRY_VERIFY(shop.offers(u"crypto"_s));
        const auto first = shop.registry.find(u"crypto"_s);
        shop.write(u"crypto.so"_s, library(TIDEGATE_CRYPTO_PLUGIN) + "newer");
        QTRY_VERIFY(shop.offers(u"crypto"_s) && shop.registry.find(u"crypto"_s) != first);
        QCOMPARE(shop.charge(u"crypto"_s, transfer()).status, ChargeStatus::Charged);
    }

    void overwritingALoadedPluginHarmsNothing()
    {
        Shop shop;
        shop.install(TIDEGATE_CRYPTO_PLUGIN, u"crypto.so"_s);
        QTRY_VERIFY(shop.offers(u"crypto"_s));
        const Log log;
        shop.write(u"crypto.so"_s, QByteArray(library(TIDEGATE_CRYPTO_PLUGIN).size(), '\0'));
        QCOMPARE(shop.charge(u"crypto"_s, transfer()).status, ChargeStatus::Charged);
        QTRY_COMPARE(log.count(u"crypto.so was not loaded: it is not a whole shared library"_s), 1);
        QCOMPARE(shop.charge(u"crypto"_s, transfer()).status, ChargeStatus::Charged);
    }

    void aBadFileIsRefusedWithALineInTheLog_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("why");
        const QByteArray whole = library(TIDEGATE_CRYPTO_PLUGIN);
        QTest::newRow("empty") << QByteArray() << u"not a whole shared library"_s;
        QTest::newRow("text") << QByteArray("this is no library") << u"not a whole shared library"_s;
        QTest::newRow("cut off") << whole.first(whole.size() / 2) << u"not a whole shared library"_s;
        QTest::newRow("last byte missing") << whole.chopped(1) << u"not a whole shared library"_s;
        QTest::newRow("a program") << library(TIDEGATE_FLAKY_PLUGIN).replace(16, 1, "\2") << u"not a whole shared library"_s;
        QTest::newRow("no plugin") << library("/lib/x86_64-linux-gnu/libm.so.6") << u"no payment plugin"_s;
        QTest::newRow("other version") << QByteArray(whole).replace("tidegate.PaymentPlugin/2", "tidegate.PaymentPlugin/9")
                                       << u"no payment plugin for this version"_s;
    }
    void aBadFileIsRefusedWithALineInTheLog()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, why);
        Shop shop;
        const auto refused = [&] { return loadPaymentPlugin(shop.path(u"bad.so"_s), {}, shop.clock); };
        shop.write(u"bad.so"_s, bytes);
        const auto plugin = refused();
        QVERIFY(!plugin);
        QVERIFY2(plugin.error().detail.contains(why), qPrintable(plugin.error().detail));
    }

    void everyCutOfALibraryIsSeen()
    {
        const QByteArray whole = library(TIDEGATE_CRYPTO_PLUGIN);
        QVERIFY(isWholeLibrary(whole));
        for (qsizetype length = 0; length < whole.size(); length += 1 + whole.size() / 997)
            QVERIFY2(!isWholeLibrary(whole.first(length)), qPrintable(QString::number(length)));
    }

    void aRefusedFileIsLoggedOnceAndTheNextOneStillLoads()
    {
        Shop shop;
        const Log log;
        shop.write(u"a_bad.so"_s, "nonsense");
        QTRY_COMPARE(log.count(u"a_bad.so was not loaded"_s), 1);
        shop.install(TIDEGATE_CRYPTO_PLUGIN, u"crypto.so"_s);
        QTRY_VERIFY(shop.offers(u"crypto"_s));
        QCOMPARE(log.count(u"a_bad.so was not loaded"_s), 1);
    }

    void wrongSettingsAndExceptionsAreRefusals()
    {
        Shop shop;
        shop.write(u"flaky.bin"_s, library(TIDEGATE_FLAKY_PLUGIN));
        const auto load = [&](const PluginSettings &settings) {
            return loadPaymentPlugin(shop.path(u"flaky.bin"_s), {{u"flaky"_s, settings}}, shop.clock);
        };
        QVERIFY(load({{u"failures"_s, u"0"_s}}));
        QVERIFY(load({{u"failures"_s, u"many"_s}}).error().detail.contains(u"payment.flaky.failures"_s));
        QVERIFY(load({{u"throws"_s, u"yes"_s}}).error().detail.contains(u"no luck"_s));
    }

    void aFileThatEverybodyMayWriteIsRefused()
    {
        Shop shop;
        shop.write(u"open.bin"_s, library(TIDEGATE_CRYPTO_PLUGIN));
        QVERIFY(QFile::setPermissions(shop.path(u"open.bin"_s), QFile::ReadOwner | QFile::WriteOwner | QFile::WriteOther));
        QVERIFY(loadPaymentPlugin(shop.path(u"open.bin"_s), {}, shop.clock).error().detail.contains(u"written by everybody"_s));
    }

    void anIdThatIsTakenIsRefused()
    {
        Shop shop;
        shop.install(TIDEGATE_CRYPTO_PLUGIN, u"crypto.so"_s);
        QTRY_VERIFY(shop.offers(u"crypto"_s));
        const auto first = shop.registry.find(u"crypto"_s);
        const Log log;
        shop.install(TIDEGATE_CRYPTO_PLUGIN, u"more_crypto.so"_s);
        QTRY_COMPARE(log.count(u"there is a payment method crypto already"_s), 1);
        QCOMPARE(shop.registry.find(u"crypto"_s), first);
    }
};

QTEST_GUILESS_MAIN(PaymentPluginsTest)
#include "tst_payment_plugins.moc"
