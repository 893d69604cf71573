// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/busy_partners.h"
#include "ui/console_fixture.h"

#include "ui/partners/key_editor.h"
#include "ui/partners/key_list.h"
#include "ui/partners/overlap_dialog.h"
#include "ui/partners/partner_editor.h"
#include "ui/partners/partners_panel.h"
#include "ui/partners/secret_clipboard.h"
#include "ui/partners/secret_dialog.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QRadioButton>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableView>

using namespace tidegate;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

class PartnersFixture : public ConsoleFixture
{
public:
    explicit PartnersFixture(bool busy = true)
    {
        if (busy) {
            fillBusyPartners(services, now);
        }
        open(false);
        press(Qt::Key_4, Qt::ControlModifier);
        panel = window->findChild<PartnersPanel *>();
    }

    [[nodiscard]] QTableView *table(const QString &name) const { return panel->findChild<QTableView *>(name); }

    static QString cell(const QTableView *of, int row, int column) { return of->model()->index(row, column).data().toString(); }

    void select(const QString &partner) const
    {
        QTableView *list = table(u"partners"_s);
        for (int row = 0; row < list->model()->rowCount(); ++row) {
            if (cell(list, row, 0) == partner) {
                list->selectRow(row);
            }
        }
        settle();
    }

    void click(const QString &text) const
    {
        QAbstractButton *found = button(panel, text);
        if (!found || !found->isEnabled()) {
            qFatal("%s can't be pressed", qUtf8Printable(text));
        }
        found->click();
        settle();
    }

    PartnerEditor *edit(const QString &partner) const
    {
        select(partner);
        click(u"Edit…"_s);
        return dialog<PartnerEditor>();
    }

    void selectKey(int row) const
    {
        table(u"partnerKeys"_s)->selectRow(row);
        settle();
    }

    static QString fieldError(const QWidget *editor, const QString &field)
    {
        const auto *label = editor->findChild<QLabel *>(field + u"Error"_s);
        return label->isVisible() ? label->text() : QString();
    }

    static void replaceText(const QWidget *editor, const QString &field, const QString &text)
    {
        auto *line = editor->findChild<QLineEdit *>(field);
        line->setFocus();
        line->selectAll();
        QTest::keyClick(line, Qt::Key_Delete);
        QTest::keyClicks(line, text);
    }

    PartnersPanel *panel = nullptr;
};

QString secretOf(const SecretDialog *dialog)
{
    return dialog->findChild<QLineEdit *>(u"secret"_s)->text();
}

} // namespace

class PartnersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareConsoleTests(); }
    void cleanup() { QGuiApplication::clipboard()->clear(); }

    void whereThereIsNoneItSaysWhatToDo()
    {
        const PartnersFixture console(false);
        QVERIFY(!console.table(u"partners"_s)->isVisible());
        QAbstractButton *create = nullptr;
        for (QAbstractButton *candidate : console.panel->findChildren<QAbstractButton *>()) {
            create =
                candidate->isVisible() && candidate->parentWidget() != console.panel && candidate->text() == u"New &partner…"_s
                ? candidate
                : create;
        }
        QVERIFY(create);
        create->click();
        QVERIFY(ConsoleFixture::dialog<PartnerEditor>());
        ConsoleFixture::dialog<PartnerEditor>()->done(0);
    }

    void theListTellsStateCallbackKeysAndJobs()
    {
        const PartnersFixture console;
        const QTableView *list = console.table(u"partners"_s);
        QCOMPARE(list->model()->rowCount(), 5);
        QCOMPARE(PartnersFixture::cell(list, 2, 1), u"Enabled"_s);
        QCOMPARE(PartnersFixture::cell(list, 2, 3), u"Failing"_s);
        QCOMPARE(PartnersFixture::cell(list, 3, 3), u"Switched off"_s);
        QCOMPARE(PartnersFixture::cell(list, 0, 4), u"1 live, 2 test"_s);
        QCOMPARE(PartnersFixture::cell(list, 4, 1), u"Disabled"_s);
        QCOMPARE(PartnersFixture::cell(list, 4, 5), u"never"_s);
        QCOMPARE(PartnersFixture::cell(list, 2, 6), u"14"_s);
    }

    void theSearchLeavesWhatHoldsTheText()
    {
        PartnersFixture console;
        console.press(Qt::Key_Slash);
        ConsoleFixture::type(u"TINYTOYS"_s);
        const QTableView *list = console.table(u"partners"_s);
        QCOMPARE(list->model()->rowCount(), 1);
        QCOMPARE(PartnersFixture::cell(list, 0, 0), u"Tiny Toys"_s);
    }

    void aPartnerIsAddedByKeyboardAlone()
    {
        PartnersFixture console;
        console.press(Qt::Key_N, Qt::AltModifier);
        QTRY_VERIFY(ConsoleFixture::dialog<PartnerEditor>());
        ConsoleFixture::type(u"Ostsee Segel"_s);
        console.press(Qt::Key_Tab);
        ConsoleFixture::type(u"shop@ostsee.example"_s);
        console.press(Qt::Key_Tab);
        ConsoleFixture::type(u"https://ostsee.example/hook"_s);
        console.press(Qt::Key_Tab);
        console.press(Qt::Key_Space); // not all formats
        console.press(Qt::Key_Tab);
        console.press(Qt::Key_Space);
        console.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(console.services.partners.drafts.size(), 1U);
        const PartnerDraft &draft = console.services.partners.drafts.front();
        QCOMPARE(draft.id, QString());
        QCOMPARE(draft.name, u"Ostsee Segel"_s);
        QCOMPARE(draft.email, u"shop@ostsee.example"_s);
        QCOMPARE(draft.callbackUrl, u"https://ostsee.example/hook"_s);
        QCOMPARE(draft.formats, QStringList{u"own-csv"_s});
        QVERIFY(!ConsoleFixture::dialog<PartnerEditor>());
        QVERIFY(console.banners().contains(u"“Ostsee Segel” is added."_s));
        const QTableView *list = console.table(u"partners"_s);
        QCOMPARE(PartnersFixture::cell(list, list->currentIndex().row(), 0), u"Ostsee Segel"_s);
    }

    void whatIsMissingIsToldAtItsField()
    {
        PartnersFixture console;
        auto *editor = console.edit(u"Northwind Outdoor"_s);
        PartnersFixture::replaceText(editor, u"name"_s, {});
        PartnersFixture::replaceText(editor, u"email"_s, {});
        editor->findChild<QCheckBox *>(u"allFormats"_s)->click();
        console.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(PartnersFixture::fieldError(editor, u"name"_s), u"Give the partner a name."_s);
        QVERIFY(!PartnersFixture::fieldError(editor, u"email"_s).isEmpty());
        QVERIFY(!PartnersFixture::fieldError(editor, u"formats"_s).isEmpty());
        QCOMPARE(QApplication::focusWidget()->objectName(), u"name"_s);
        QCOMPARE(QApplication::focusWidget()->accessibleDescription(), u"Give the partner a name."_s);
        QVERIFY(console.services.partners.drafts.empty());
        editor->done(0);
    }

    void refusalsOfTheServicesStandAtTheirFields()
    {
        PartnersFixture console;
        console.services.partners.saveFailure =
            Error{ErrorCode::InvalidRequest,
                  {},
                  {},
                  {{0, u"callback"_s, u"invalid_callback"_s, u"It must begin with https://."_s, {}}}};
        auto *editor = console.edit(u"Northwind Outdoor"_s);
        PartnersFixture::replaceText(editor, u"callback"_s, u"ftp://x"_s);
        console.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(PartnersFixture::fieldError(editor, u"callback"_s), u"It must begin with https://."_s);
        QCOMPARE(editor->findChild<QLineEdit *>(u"callback"_s)->text(), u"ftp://x"_s);
        editor->done(0);
    }

    void aNameThatIsTakenIsToldAtTheName()
    {
        PartnersFixture console;
        console.services.partners.saveFailure = Error{ErrorCode::Conflict, u"taken"_s, {}, {}};
        auto *editor = console.edit(u"Northwind Outdoor"_s);
        PartnersFixture::replaceText(editor, u"name"_s, u"Tiny Toys"_s);
        console.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(PartnersFixture::fieldError(editor, u"name"_s), u"There is another partner of this name."_s);
        QVERIFY(editor->isVisible());
        editor->done(0);
    }

    void whatSomebodyElseChangedMeanwhileIsToldAndWhatWasTypedIsKept()
    {
        PartnersFixture console;
        auto *editor = console.edit(u"Northwind Outdoor"_s);
        PartnersFixture::replaceText(editor, u"email"_s, u"mine@northwind.example"_s);
        PartnerView &stored = console.services.partners.partnerList[1];
        stored.version = 7;
        stored.email = u"theirs@northwind.example"_s;
        console.services.partners.saveFailure = Error{ErrorCode::Conflict, u"version"_s, {}, {}};
        console.press(Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(editor->findChild<Banner *>()->text().contains(u"Somebody else changed this partner meanwhile."_s));
        QCOMPARE(PartnersFixture::fieldError(editor, u"email"_s), u"Is now: theirs@northwind.example"_s);
        QCOMPARE(editor->findChild<QLineEdit *>(u"email"_s)->text(), u"mine@northwind.example"_s);
        console.services.partners.saveFailure.reset();
        console.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(console.services.partners.drafts.back().version, 7);
        QCOMPARE(console.services.partners.drafts.back().email, u"mine@northwind.example"_s);
        QVERIFY(!ConsoleFixture::dialog<PartnerEditor>());
    }

    void whatIsThereNowCanBeLoadedInstead()
    {
        PartnersFixture console;
        auto *editor = console.edit(u"Northwind Outdoor"_s);
        PartnersFixture::replaceText(editor, u"email"_s, u"mine@northwind.example"_s);
        console.services.partners.partnerList[1].version = 7;
        console.services.partners.saveFailure = Error{ErrorCode::Conflict, u"version"_s, {}, {}};
        console.press(Qt::Key_Return, Qt::ControlModifier);
        ConsoleFixture::button(editor, u"Load what is there"_s)->click();
        QCOMPARE(editor->findChild<QLineEdit *>(u"email"_s)->text(), u"it@northwind.example"_s);
        QCOMPARE(PartnersFixture::fieldError(editor, u"email"_s), QString());
        editor->done(0);
    }

    void leavingTheFormWithSomethingInItAsks()
    {
        PartnersFixture console;
        auto *editor = console.edit(u"Northwind Outdoor"_s);
        PartnersFixture::replaceText(editor, u"name"_s, u"N"_s);
        console.press(Qt::Key_Escape);
        auto *question = ConsoleFixture::dialog<QMessageBox>();
        QVERIFY(question && question->text().contains(u"Discard"_s));
        question->button(QMessageBox::Cancel)->click();
        QVERIFY(editor->isVisible());
        QVERIFY(!console.panel->reasonToStay().isEmpty());
        editor->done(0);
    }

    void aKeyIsCreatedWithWhatWasChosen()
    {
        PartnersFixture console;
        console.select(u"Northwind Outdoor"_s);
        console.click(u"New key…"_s);
        auto *editor = ConsoleFixture::dialog<KeyEditor>();
        ConsoleFixture::type(u"trial"_s);
        editor->findChild<QRadioButton *>(u"test"_s)->click();
        editor->findChild<QComboBox *>(u"expires"_s);
        auto *expiry = editor->findChildren<QComboBox *>().front();
        expiry->setCurrentIndex(expiry->count() - 1);
        editor->findChild<QSpinBox *>(u"days"_s)->setValue(14);
        editor->findChild<QCheckBox *>(u"scope-stock"_s)->click();
        console.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(console.services.partners.keyDrafts.size(), 1U);
        const KeyDraft &draft = console.services.partners.keyDrafts.front();
        QCOMPARE(draft.partnerId, u"p2"_s);
        QVERIFY(draft.sandbox);
        QCOMPARE(draft.name, u"trial"_s);
        QCOMPARE(draft.expiresDays, std::optional(14));
        QCOMPARE(draft.scopes, (QStringList{u"feeds"_s, u"jobs"_s}));
        auto *secret = ConsoleFixture::dialog<SecretDialog>();
        QVERIFY(secret);
        QCOMPARE(secretOf(secret), console.services.partners.secret);
        secret->accept();
    }

    void aKeyThatMayDoNothingIsRefusedAtItsField()
    {
        PartnersFixture console;
        console.select(u"Northwind Outdoor"_s);
        console.click(u"New key…"_s);
        auto *editor = ConsoleFixture::dialog<KeyEditor>();
        for (const QString &scope : {u"feeds"_s, u"jobs"_s, u"stock"_s}) {
            editor->findChild<QCheckBox *>(u"scope-"_s + scope)->click();
        }
        console.press(Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(!PartnersFixture::fieldError(editor, u"scopes"_s).isEmpty());
        QVERIFY(console.services.partners.keyDrafts.empty());
        editor->done(0);
    }

    void aSecretIsSeenOnceAndLeavesTheClipboardByItself()
    {
        PartnersFixture console;
        console.select(u"Northwind Outdoor"_s);
        console.selectKey(0);
        console.click(u"Rotate…"_s);
        console.press(Qt::Key_Return);
        auto *secret = ConsoleFixture::dialog<SecretDialog>();
        QVERIFY(secret);
        ConsoleFixture::button(secret, u"Copy"_s)->click();
        QCOMPARE(QGuiApplication::clipboard()->text(), console.services.partners.secret);
        ConsoleFixture::button(secret, u"I have stored it"_s)->click();
        ConsoleFixture::settle();
        QVERIFY(!ConsoleFixture::dialog<SecretDialog>());
        for (const QLabel *label : console.window->findChildren<QLabel *>()) {
            QVERIFY(!label->text().contains(console.services.partners.secret));
        }
        QCOMPARE(QGuiApplication::clipboard()->text(), console.services.partners.secret);
        SecretClipboard clipboard;
        clipboard.copy(u"one"_s);
        clipboard.clear();
        QCOMPARE(QGuiApplication::clipboard()->text(), QString());
    }

    void whatWasCopiedSinceStaysInTheClipboard()
    {
        SecretClipboard clipboard;
        clipboard.copy(u"secret"_s);
        QGuiApplication::clipboard()->setText(u"something else"_s);
        clipboard.clear();
        QCOMPARE(QGuiApplication::clipboard()->text(), u"something else"_s);
    }

    void closingTheConsoleTakesTheSecretOutOfTheClipboard()
    {
        {
            SecretClipboard clipboard;
            clipboard.copy(u"secret"_s);
        }
        QCOMPARE(QGuiApplication::clipboard()->text(), QString());
    }

    void leavingASecretUnstoredAsks()
    {
        PartnersFixture console;
        console.select(u"Brunnen & Söhne <Wholesale>"_s);
        console.click(u"Create webhook secret…"_s);
        ConsoleFixture::button(ConsoleFixture::dialog<QMessageBox>(), u"Create secret"_s)->click();
        ConsoleFixture::settle();
        auto *secret = ConsoleFixture::dialog<SecretDialog>();
        QVERIFY(secret);
        QVERIFY(secretOf(secret).startsWith(u"whsec_"_s));
        QVERIFY(console.panel->reasonToStay().contains(u"has not been stored"_s));
        console.press(Qt::Key_Escape);
        auto *question = ConsoleFixture::dialog<QMessageBox>();
        QVERIFY(question);
        QTest::keyClick(question, Qt::Key_Return); // Enter alone does not do it
        ConsoleFixture::settle();
        QVERIFY(ConsoleFixture::dialog<SecretDialog>());
        secret->accept();
    }

    void rotatingKeepsTheOldOneForAsLongAsChosen()
    {
        PartnersFixture console;
        console.select(u"Northwind Outdoor"_s);
        console.selectKey(0);
        console.click(u"Rotate…"_s);
        auto *overlap = ConsoleFixture::dialog<OverlapDialog>();
        QVERIFY(overlap);
        QCOMPARE(overlap->findChild<QComboBox *>(u"overlap"_s)->currentText(), u"24 more hours"_s);
        overlap->findChild<QComboBox *>(u"overlap"_s)->setCurrentIndex(0);
        ConsoleFixture::button(overlap, u"Rotate"_s)->click();
        ConsoleFixture::settle();
        QCOMPARE(console.services.partners.rotated.size(), 1U);
        QCOMPARE(console.services.partners.rotated[0].first, u"k1"_s);
        QCOMPARE(console.services.partners.rotated[0].second, 0ms);
        ConsoleFixture::dialog<SecretDialog>()->accept();
    }

    void revokingAsksAndIsNotDoneByEnterAlone()
    {
        PartnersFixture console;
        console.select(u"Northwind Outdoor"_s);
        console.selectKey(0);
        console.click(u"Revoke…"_s);
        auto *question = ConsoleFixture::dialog<QMessageBox>();
        QVERIFY(question->informativeText().contains(u"refused from now on"_s));
        QVERIFY(question->informativeText().contains(u"last used on 06/03/2026 17:41"_s));
        QTest::keyClick(question, Qt::Key_Return);
        ConsoleFixture::settle();
        QVERIFY(console.services.partners.revoked.isEmpty());
        console.click(u"Revoke…"_s);
        ConsoleFixture::button(ConsoleFixture::dialog<QMessageBox>(), u"Revoke"_s)->click();
        ConsoleFixture::settle();
        QCOMPARE(console.services.partners.revoked, QStringList{u"k1"_s});
        QVERIFY(console.banners().contains(u"is revoked"_s));
        QCOMPARE(console.table(u"partnerKeys"_s)->model()->rowCount(), 2);
    }

    void aRefusedRotationIsTold()
    {
        PartnersFixture console;
        console.services.partners.keyFailure = Error{ErrorCode::Conflict, u"expired"_s, {}, {}};
        console.select(u"Northwind Outdoor"_s);
        console.selectKey(0);
        console.click(u"Rotate…"_s);
        console.press(Qt::Key_Return);
        QVERIFY(console.banners().contains(u"“warehouse server” was not rotated."_s));
        QVERIFY(!ConsoleFixture::dialog<SecretDialog>());
    }

    void keysThatAreValidNoMoreAreShownOnDemandAndCannotBeUsed()
    {
        PartnersFixture console;
        console.select(u"Northwind Outdoor"_s);
        const QTableView *keys = console.table(u"partnerKeys"_s);
        QCOMPARE(keys->model()->rowCount(), 3);
        console.click(u"Also those that are valid no more"_s);
        QCOMPARE(keys->model()->rowCount(), 4);
        console.selectKey(3);
        QCOMPARE(PartnersFixture::cell(keys, 3, 4), u"Revoked"_s);
        QVERIFY(!ConsoleFixture::button(console.panel, u"Rotate…"_s)->isEnabled());
        QVERIFY(!ConsoleFixture::button(console.panel, u"Revoke…"_s)->isEnabled());
    }

    void storefrontKeysAreMadeInTheSamePlace()
    {
        PartnersFixture console;
        console.panel->findChild<QTabWidget *>()->setCurrentIndex(1);
        ConsoleFixture::settle();
        auto *owner = console.panel->findChild<QComboBox *>(u"keyOwner"_s);
        owner->setCurrentIndex(owner->findText(u"Storefront keys"_s));
        const QTableView *keys = console.table(u"allKeys"_s);
        QCOMPARE(keys->model()->rowCount(), 1);
        QCOMPARE(PartnersFixture::cell(keys, 0, 0), u"Storefront"_s);
        console.click(u"New key…"_s);
        auto *editor = ConsoleFixture::dialog<KeyEditor>();
        QVERIFY(!editor->findChild<QRadioButton *>());
        console.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(console.services.partners.keyDrafts.front().partnerId, QString());
        QCOMPARE(console.services.partners.keyDrafts.front().scopes, QStringList{u"shop"_s});
        ConsoleFixture::dialog<SecretDialog>()->accept();
    }

    void aTestOfTheCallbackTellsWhatBecameOfIt()
    {
        PartnersFixture console;
        WebhookDetail ping;
        ping.view.id = u"ping-1"_s;
        console.services.webhooks.outgoing = {ping};
        console.select(u"Northwind Outdoor"_s);
        console.click(u"Test callback"_s);
        QVERIFY(console.banners().contains(u"Calling “Northwind Outdoor” at https://hooks.northwind.example/tidegate"_s));
        console.services.webhooks.outgoing[0].attempts = {{1, ConsoleFixture::now, u"https://x"_s, 204, 43ms, {}, {}}};
        console.services.webhooks.outgoing[0].view.state = WebhookState::Done;
        console.second();
        QVERIFY(console.banners().contains(u"“Northwind Outdoor” answered with status 204 after 43 ms."_s));
    }

    void aTestThatFailsSaysWhy()
    {
        PartnersFixture console;
        WebhookDetail ping;
        ping.view.id = u"ping-1"_s;
        ping.attempts = {{1, ConsoleFixture::now, u"https://x"_s, 0, 10s, u"The address did not answer."_s, {}}};
        console.services.webhooks.outgoing = {ping};
        console.select(u"Northwind Outdoor"_s);
        console.click(u"Test callback"_s);
        QVERIFY(console.banners().contains(u"The address did not answer."_s));
    }

    void aCallbackThatWasSwitchedOffIsSwitchedOnAgain()
    {
        PartnersFixture console;
        console.select(u"Northwind Outdoor"_s);
        QVERIFY(!ConsoleFixture::button(console.panel, u"Switch callback on…"_s));
        console.select(u"Tiny Toys"_s);
        console.click(u"Switch callback on…"_s);
        ConsoleFixture::button(ConsoleFixture::dialog<QMessageBox>(), u"Switch on"_s)->click();
        ConsoleFixture::settle();
        QCOMPARE(console.services.partners.switchedOn, QStringList{u"p4"_s});
        QVERIFY(console.banners().contains(u"is switched on"_s));
    }

    void unreadablePartnersAreToldAndComeBack()
    {
        PartnersFixture console;
        console.services.partners.readFailure = Error{ErrorCode::StorageUnavailable, u"out of reach"_s, {}, {}};
        console.second();
        QVERIFY(console.banners().contains(u"can't be read"_s));
        QCOMPARE(console.table(u"partners"_s)->model()->rowCount(), 5);
        console.services.partners.readFailure.reset();
        console.second();
        QCOMPARE(console.banners(), QString());
    }

    void thePartnersJobsAreOneStepAway()
    {
        PartnersFixture console;
        console.select(u"Tiny Toys"_s);
        console.click(u"Its jobs"_s);
        QVERIFY(!console.panel->isVisible());
        QCOMPARE(console.services.jobs.queries.back().partnerId, u"p4"_s);
    }

    void theSelectionOutlivesNewRows()
    {
        PartnersFixture console;
        console.select(u"Tiny Toys"_s);
        PartnerView first = console.services.partners.partnerList.front();
        first.id = u"new"_s;
        first.name = u"Aardvark"_s;
        console.services.partners.partnerList.insert(console.services.partners.partnerList.begin(), first);
        console.second();
        const QTableView *list = console.table(u"partners"_s);
        QCOMPARE(list->model()->rowCount(), 6);
        QCOMPARE(PartnersFixture::cell(list, list->currentIndex().row(), 0), u"Tiny Toys"_s);
    }
};

QTEST_MAIN(PartnersTest)
#include "tst_partners.moc"
