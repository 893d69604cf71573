// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console_fixture.h"

#include "ui/staff/return_rules_panel.h"

#include <QCheckBox>
#include <QPlainTextEdit>
#include <QSpinBox>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

class RulesFixture : public ConsoleFixture
{
public:
    RulesFixture()
    {
        services.staff.rules.windowDays = 30;
        services.staff.rules.finalSaleSkus = {u"GIFT-CARD"_s};
        open();
        button(window.get(), u"Return rules"_s)->click();
        settle();
        panel = window->findChild<ReturnRulesPanel *>();
        days = panel->findChild<QSpinBox *>(u"window_days"_s);
        skus = panel->findChild<QPlainTextEdit *>(u"final_sale_skus"_s);
    }

    [[nodiscard]] QAbstractButton *save() const { return button(panel, u"Save rules"_s); }

    void typeDays(const QString &text) const
    {
        days->setFocus();
        days->selectAll();
        type(text);
    }

    ReturnRulesPanel *panel = nullptr;
    QSpinBox *days = nullptr;
    QPlainTextEdit *skus = nullptr;
};

} // namespace

class ReturnRulesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareConsoleTests(); }

    void theRulesStandInTheirFields()
    {
        const RulesFixture console;
        QCOMPARE(console.days->value(), 30);
        QCOMPARE(console.skus->toPlainText(), u"GIFT-CARD"_s);
        QVERIFY(!console.save()->isEnabled());
        QVERIFY(console.panel->reasonToStay().isEmpty());
    }

    void aChangeIsSavedByKeyboard()
    {
        RulesFixture console;
        console.typeDays(u"14"_s);
        console.skus->setFocus();
        console.press(Qt::Key_End, Qt::ControlModifier);
        console.press(Qt::Key_Return);
        ConsoleFixture::type(u" SOCKS "_s);
        QVERIFY(!console.panel->reasonToStay().isEmpty());
        console.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(console.services.staff.savedRules.size(), 1U);
        const ReturnRules &saved = console.services.staff.savedRules.front();
        QCOMPARE(saved.windowDays, 14);
        QCOMPARE(saved.finalSaleSkus, (QStringList{u"GIFT-CARD"_s, u"SOCKS"_s}));
        QCOMPARE(saved.version, 1);
        QVERIFY(console.banners().contains(u"The rules are saved"_s));
        QVERIFY(console.panel->reasonToStay().isEmpty());
        QVERIFY(!console.save()->isEnabled());
    }

    void whatApprovesMustValidate()
    {
        RulesFixture console;
        auto *validate = console.panel->findChild<QCheckBox *>(u"auto_validate"_s);
        QCheckBox *approve = nullptr;
        for (QCheckBox *box : console.panel->findChildren<QCheckBox *>()) {
            approve = box == validate ? approve : box;
        }
        QVERIFY(!approve->isEnabled());
        validate->setFocus();
        console.press(Qt::Key_Space);
        QVERIFY(approve->isEnabled());
        approve->setFocus();
        console.press(Qt::Key_Space);
        validate->setFocus();
        console.press(Qt::Key_Space);
        console.press(Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(!console.services.staff.savedRules.front().autoApprove);
    }

    void discardBringsBackWhatIsThere()
    {
        RulesFixture console;
        console.typeDays(u"7"_s);
        ConsoleFixture::button(console.panel, u"Discard changes"_s)->click();
        ConsoleFixture::settle();
        QCOMPARE(console.days->value(), 30);
        QVERIFY(console.panel->reasonToStay().isEmpty());
    }

    void othersChangesComeInWhileNothingWasTyped()
    {
        RulesFixture console;
        console.services.staff.rules.windowDays = 60;
        ++console.services.staff.rules.version;
        console.second();
        QCOMPARE(console.days->value(), 60);
    }

    void othersChangesLeaveWhatWasTyped()
    {
        RulesFixture console;
        console.typeDays(u"7"_s);
        console.services.staff.rules.windowDays = 60;
        ++console.services.staff.rules.version;
        console.second();
        QCOMPARE(console.days->value(), 7);
        QVERIFY2(console.banners().contains(u"Return window: 60"_s), qPrintable(console.banners()));
        console.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(console.services.staff.rules.windowDays, 7);
    }

    void aConflictKeepsWhatWasTypedAndTellsWhatIsThere()
    {
        RulesFixture console;
        console.typeDays(u"7"_s);
        console.services.staff.rules.windowDays = 60;
        ++console.services.staff.rules.version;
        console.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(console.days->value(), 7);
        QVERIFY2(console.banners().contains(u"Return window: 60"_s), qPrintable(console.banners()));
        QVERIFY(!console.panel->reasonToStay().isEmpty());
        ConsoleFixture::button(console.panel, u"Load what is there"_s)->click();
        ConsoleFixture::settle();
        QCOMPARE(console.days->value(), 60);
        QVERIFY(console.panel->reasonToStay().isEmpty());
    }

    void aConflictTellsHowMuchMoreThereIs()
    {
        RulesFixture console;
        console.typeDays(u"7"_s);
        console.services.staff.rules.finalSaleSkus = {u"A"_s, u"B"_s, u"C"_s, u"D"_s, u"E"_s, u"F"_s, u"G"_s};
        console.services.staff.rules.finalSaleCategories.clear();
        ++console.services.staff.rules.version;
        console.second();
        QVERIFY2(console.banners().contains(u"SKUs: A, B, C, D, E and 2 more"_s), qPrintable(console.banners()));
        QVERIFY(!console.banners().contains(u"Categories"_s));
        console.services.staff.rules.finalSaleSkus.clear();
        ++console.services.staff.rules.version;
        console.second();
        QVERIFY2(console.banners().contains(u"SKUs: none"_s), qPrintable(console.banners()));
    }

    void whatIsWrongStandsAtItsField()
    {
        RulesFixture console;
        console.typeDays(u"7"_s);
        console.services.staff.saveFailure =
            Error{ErrorCode::InvalidRequest, {}, {}, {{0, u"final_sale_skus"_s, u"too_long"_s, u"At most 10000 entries."_s, {}}}};
        console.press(Qt::Key_Return, Qt::ControlModifier);
        const auto *error = console.panel->findChild<QLabel *>(u"final_sale_skusError"_s);
        QVERIFY(error->isVisible());
        QCOMPARE(error->text(), u"At most 10000 entries."_s);
        QCOMPARE(QApplication::focusWidget(), console.skus);
        QCOMPARE(console.days->value(), 7);
    }

    void rulesThatCannotBeReadAreTold()
    {
        RulesFixture console;
        console.services.staff.readFailure = Error{ErrorCode::StorageUnavailable, u"out of reach"_s, {}, {}};
        console.second();
        QVERIFY(console.banners().contains(u"may be old"_s));
    }
};

QTEST_MAIN(ReturnRulesTest)
#include "tst_return_rules_panel.moc"
