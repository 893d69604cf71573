// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/format.h"
#include "ui/common/theme.h"
#include "ui/translation.h"

#include <QApplication>
#include <QLocale>
#include <QTest>

#include <cmath>

using namespace tidegate;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// WCAG 2.1's relative luminance.
double luminance(const QColor &color)
{
    const auto part = [](double value) { return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4); };
    return 0.2126 * part(color.redF()) + 0.7152 * part(color.greenF()) + 0.0722 * part(color.blueF());
}

double contrast(const QColor &a, const QColor &b)
{
    const double lighter = std::max(luminance(a), luminance(b));
    const double darker = std::min(luminance(a), luminance(b));
    return (lighter + 0.05) / (darker + 0.05);
}

} // namespace

class FormatTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("TZ", "UTC");
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
        installTranslations(*QCoreApplication::instance());
    }

    void cleanup() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }

    void latenciesHaveThreeFigures_data()
    {
        QTest::addColumn<qint64>("ns");
        QTest::addColumn<QString>("text");
        QTest::newRow("zero") << qint64(0) << u"0 µs"_s;
        QTest::newRow("microseconds") << qint64(850'400) << u"850 µs"_s;
        QTest::newRow("almost a millisecond") << qint64(999'600) << u"1 ms"_s;
        QTest::newRow("milliseconds") << qint64(3'214'000) << u"3.21 ms"_s;
        QTest::newRow("tens of them") << qint64(14'960'000) << u"15 ms"_s;
        QTest::newRow("seconds") << qint64(1'500'000'000) << u"1.5 s"_s;
    }
    void latenciesHaveThreeFigures()
    {
        QFETCH(qint64, ns);
        QTEST(latencyText(std::chrono::nanoseconds(ns)), "text");
    }

    void spansHaveTheirTwoLargestUnits_data()
    {
        QTest::addColumn<qint64>("ms");
        QTest::addColumn<QString>("text");
        QTest::newRow("past") << qint64(-5) << u"0 s"_s;
        QTest::newRow("a moment") << qint64(1) << u"1 s"_s;
        QTest::newRow("seconds") << qint64(29'999) << u"30 s"_s;
        QTest::newRow("minutes") << qint64(200'000) << u"3 min 20 s"_s;
        QTest::newRow("whole minutes") << qint64(180'000) << u"3 min"_s;
        QTest::newRow("hours") << qint64(7'500'000) << u"2 h 5 min"_s;
        QTest::newRow("days") << qint64(277'200'000) << u"3 d 5 h"_s;
    }
    void spansHaveTheirTwoLargestUnits()
    {
        QFETCH(qint64, ms);
        QTEST(spanText(std::chrono::milliseconds(ms)), "text");
    }

    void ratesAndSharesAreShort()
    {
        QCOMPARE(rateText(0), u"0"_s);
        QCOMPARE(rateText(3.24), u"3.2"_s);
        QCOMPARE(rateText(12.02), u"12"_s);
        QCOMPARE(rateText(1234.4), u"1,234"_s);
        QCOMPARE(percentText(0.9999), u"99.9 %"_s);
        QCOMPARE(percentText(1), u"100 %"_s);
        QCOMPARE(percentText(0.5), u"50 %"_s);
    }

    void moneyFollowsTheLocale()
    {
        const Money price{123'450, Currency::euro()};
        QCOMPARE(moneyText(price), u"1,234.50 EUR"_s);
        QCOMPARE(priceText(price), u"1234.50"_s);
        QCOMPARE(moneyText({5'000, *Currency::fromCode(u"JPY")}), u"5,000 JPY"_s);
        QCOMPARE(moneyText({Money::maximum(), Currency::euro()}), u"10,000,000,000.00 EUR"_s);
        QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
        QCOMPARE(moneyText(price), u"1.234,50 EUR"_s);
        QCOMPARE(priceText(price), u"1234,50"_s);
    }

    void aPriceReadsAsItIsWritten()
    {
        for (const QLocale::Language language : {QLocale::English, QLocale::German, QLocale::French, QLocale::Arabic}) {
            QLocale::setDefault(QLocale(language));
            for (const qint64 cents : {0LL, 5LL, 99LL, 1'999LL, 123'456'789LL}) {
                const Money price{cents, Currency::euro()};
                QCOMPARE(priceFromText(priceText(price), Currency::euro()), std::optional(price));
            }
        }
    }

    void aPriceInAnotherLocalesMannerIsRefusedNotMisread()
    {
        QVERIFY(!priceFromText(u"19,99"_s, Currency::euro()));
        QVERIFY(!priceFromText(u"1,999.00"_s, Currency::euro()));
        QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
        QVERIFY(!priceFromText(u"1.999,00"_s, Currency::euro()));
        QCOMPARE(priceFromText(u"19,99"_s, Currency::euro()), std::optional(Money{1'999, Currency::euro()}));
    }

    void pluralsAreRight()
    {
        QCOMPARE(QCoreApplication::translate("tidegate::ConsoleWindow", "%Ln connection(s)", nullptr, 1), u"1 connection"_s);
        QCOMPARE(QCoreApplication::translate("tidegate::ConsoleWindow", "%Ln connection(s)", nullptr, 0), u"0 connections"_s);
        QCOMPARE(QCoreApplication::translate("tidegate::ConsoleWindow", "%Ln connection(s)", nullptr, 2'500),
                 u"2,500 connections"_s);
        QCOMPARE(plural(qint64(1) << 40), std::numeric_limits<int>::max());
    }

    void everyErrorHasASentence()
    {
        for (int code = 0; code <= int(ErrorCode::Internal); ++code) {
            QVERIFY(!errorText({ErrorCode(code), {}, {}, {}}).isEmpty());
            QVERIFY(!causeText(ErrorCode(code)).isEmpty());
        }
        QVERIFY(errorText({ErrorCode::StorageUnavailable, u"the disk is full"_s, {}, {}}).contains(u"the disk is full"_s));
    }

    void themesHaveEnoughContrast_data()
    {
        QTest::addColumn<int>("choice");
        QTest::newRow("light") << int(ThemeChoice::Light);
        QTest::newRow("dark") << int(ThemeChoice::Dark);
    }
    void themesHaveEnoughContrast()
    {
        QFETCH(int, choice);
        applyTheme(ThemeChoice(choice));
        const QPalette palette = QApplication::palette();
        const ThemeColors &colors = themeColors(palette);
        for (const QColor &ground : {colors.window, colors.surface}) {
            for (const QColor &text : {colors.text, colors.muted, colors.bad}) {
                QVERIFY2(contrast(text, ground) >= 4.5, qPrintable(text.name() + u" on "_s + ground.name()));
            }
            for (const QColor &mark : {colors.accent, colors.good, colors.warning}) {
                QVERIFY2(contrast(mark, ground) >= 3, qPrintable(mark.name() + u" on "_s + ground.name()));
            }
        }
        QVERIFY(contrast(palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight)) >= 4.5);
        for (int code = 0; code <= int(ErrorCode::Internal); ++code) {
            QVERIFY(contrast(causeColor(ErrorCode(code), palette), colors.surface) >= 3);
        }
    }

    void aThemesNameReadsAsItIsWritten()
    {
        for (const ThemeChoice choice : {ThemeChoice::System, ThemeChoice::Light, ThemeChoice::Dark}) {
            QCOMPARE(themeFromName(themeName(choice)), choice);
        }
        QCOMPARE(themeFromName(u"mauve"_s), ThemeChoice::System);
    }
};

QTEST_MAIN(FormatTest)
#include "tst_format.moc"
