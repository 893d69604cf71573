// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/payment/payment_registry.h"
#include "payment/scripted_method.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidegate;

class PaymentRegistryTest : public QObject
{
    Q_OBJECT

    SystemClock m_clock;
    TimerSleeper m_sleeper;

    std::shared_ptr<PaymentMethod> method(const QString &id) { return std::make_shared<ScriptedMethod>(id, m_clock, m_sleeper); }

private Q_SLOTS:
    void methodsAreFoundByIdAndListedInTheOrderOfTheirComing()
    {
        PaymentRegistry registry;
        QVERIFY(registry.add(method(u"paypal"_s)));
        QVERIFY(registry.add(method(u"card"_s)));
        QCOMPARE(registry.find(u"card"_s)->name(), u"CARD"_s);
        QCOMPARE(registry.find(u"cash"_s), nullptr);
        QCOMPARE(registry.all().at(0)->id(), u"paypal"_s);
        QCOMPARE(registry.all().at(1)->id(), u"card"_s);
    }

    void anIdThatIsTakenIsRefused()
    {
        PaymentRegistry registry;
        QVERIFY(registry.add(method(u"card"_s)));
        const auto again = registry.add(method(u"card"_s));
        QVERIFY(!again);
        QCOMPARE(again.error().code, ErrorCode::Conflict);
    }

    void idsThatCouldBreakAnAddressOrALabelAreRefused_data()
    {
        QTest::addColumn<QString>("id");
        for (const char *id : {"", "Card", "1card", "credit card", "card\n", "../card", "a234567890123456789012345678901234"})
            QTest::newRow(id) << QString::fromLatin1(id);
    }
    void idsThatCouldBreakAnAddressOrALabelAreRefused()
    {
        QFETCH(QString, id);
        PaymentRegistry registry;
        const auto added = registry.add(method(id));
        QVERIFY(!added);
        QCOMPARE(added.error().code, ErrorCode::InvalidRequest);
    }

    void aRemovedMethodLivesOnForThoseWhoUseIt()
    {
        PaymentRegistry registry;
        QVERIFY(registry.add(method(u"card"_s)));
        const auto used = registry.find(u"card"_s);
        QVERIFY(registry.remove(u"card"_s));
        QVERIFY(!registry.remove(u"card"_s));
        QCOMPARE(registry.find(u"card"_s), nullptr);
        QCOMPARE(used->id(), u"card"_s);
    }

    void listenersHearOfEachChangeAndMayUseTheRegistry()
    {
        PaymentRegistry registry;
        QStringList heard;
        const int number = registry.addListener([&](const QString &id, PaymentRegistry::Change change) {
            const bool there = registry.find(id) != nullptr;
            QCOMPARE(there, change == PaymentRegistry::Change::Added);
            heard << (there ? u'+' : u'-') + id;
        });
        QVERIFY(registry.add(method(u"card"_s)));
        QVERIFY(!registry.add(method(u"card"_s)));
        registry.remove(u"card"_s);
        registry.removeListener(number);
        QVERIFY(registry.add(method(u"paypal"_s)));
        QCOMPARE(heard, QStringList({u"+card"_s, u"-card"_s}));
    }

    void manyThreadsMayAddFindAndRemoveAtOnce()
    {
        PaymentRegistry registry;
        std::vector<std::thread> threads;
        for (int number = 0; number < 4; ++number) {
            threads.emplace_back([&registry, number, this] {
                const QString id = u"method_%1"_s.arg(number);
                for (int i = 0; i < 500; ++i) {
                    if (!registry.add(method(id)) || !registry.find(id) || registry.all().empty() || !registry.remove(id))
                        qFatal("lost a method");
                }
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QVERIFY(registry.all().empty());
    }
};

QTEST_GUILESS_MAIN(PaymentRegistryTest)
#include "tst_payment_registry.moc"
