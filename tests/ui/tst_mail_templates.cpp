// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console_fixture.h"

#include "ui/mails/mail_preview.h"
#include "ui/mails/mail_templates_panel.h"
#include "ui/mails/test_mail_dialog.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QTextBrowser>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

class MailsFixture : public ConsoleFixture
{
public:
    explicit MailsFixture(bool hasServer = true)
    {
        services.mails.hasServer = hasServer;
        open();
        button(window.get(), u"Mails"_s)->click();
        settle();
        panel = window->findChild<MailTemplatesPanel *>();
        subject = panel->findChild<QLineEdit *>(u"subject"_s);
        text = panel->findChild<QPlainTextEdit *>(u"text"_s);
        html = panel->findChild<QPlainTextEdit *>(u"html"_s);
        kinds = panel->findChild<QListWidget *>(u"mail_kinds"_s);
        language = panel->findChild<QComboBox *>(u"language"_s);
        placeholders = panel->findChild<QListWidget *>(u"placeholders"_s);
        preview = panel->findChild<MailPreview *>();
    }

    [[nodiscard]] QAbstractButton *save() const { return button(panel, u"Save"_s); }
    [[nodiscard]] QString previewText() const { return panel->findChild<QPlainTextEdit *>(u"preview_text"_s)->toPlainText(); }

    /// And this panel knows of it.
    void changedByZoe()
    {
        services.mails.changeElsewhere(MailKind::OrderShipped, u"en"_s, u"Zoe's"_s);
        for (int second = 0; second < 11; ++second) {
            panel->refresh();
        }
        settle();
        QCOMPARE(subject->text(), u"Zoe's"_s);
    }

    void reset() const
    {
        button(panel, u"Reset to the default…"_s)->click();
        button(dialog<QMessageBox>(), u"Reset"_s)->click();
        settle();
        settle();
    }

    void write(const QString &newSubject)
    {
        subject->setFocus();
        subject->selectAll();
        type(newSubject);
    }

    /// What the labels that can be seen say.
    static QString shownTexts(const QWidget *in)
    {
        QString said;
        for (const QLabel *label : in->findChildren<QLabel *>()) {
            said += label->isVisible() ? label->text() + u'\n' : QString();
        }
        return said;
    }

    MailTemplatesPanel *panel = nullptr;
    QLineEdit *subject = nullptr;
    QPlainTextEdit *text = nullptr;
    QPlainTextEdit *html = nullptr;
    QListWidget *kinds = nullptr;
    QComboBox *language = nullptr;
    QListWidget *placeholders = nullptr;
    MailPreview *preview = nullptr;
};

} // namespace

class MailTemplatesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareConsoleTests(); }

    void eachMailStandsThereWithItsPreview()
    {
        MailsFixture console;
        QCOMPARE(console.kinds->count(), int(mailKinds().size()));
        QCOMPARE(console.subject->text(), defaultMailText(MailKind::OrderShipped, u"en"_s).subject);
        QCOMPARE(console.preview->subject(), u"Your order 01938f3a-7c41-7b52-9a60-5d1f2e8c4b77 is on its way"_s);
        QVERIFY(console.previewText().contains(u"2 × Desk lamp, brass"_s));
        QVERIFY(console.panel->findChild<QTextBrowser *>(u"preview_html"_s)->toPlainText().contains(u"Tea & coffee set"_s));
        QVERIFY(!console.save()->isEnabled());
        console.kinds->setFocus();
        console.press(Qt::Key_End);
        QCOMPARE(console.subject->text(), defaultMailText(MailKind::ReturnRepaired, u"en"_s).subject);
        console.language->setFocus();
        console.press(Qt::Key_Down);
        QCOMPARE(console.subject->text(), defaultMailText(MailKind::ReturnRepaired, u"de"_s).subject);
    }

    void aChangeIsPreviewedAndSavedByKeyboard()
    {
        MailsFixture console;
        console.write(u"Sent: {{order.number}}"_s);
        QTRY_COMPARE(console.preview->subject(), u"Sent: 01938f3a-7c41-7b52-9a60-5d1f2e8c4b77"_s);
        QVERIFY(!console.panel->reasonToStay().isEmpty());
        QVERIFY(console.kinds->item(0)->text().contains(u"not saved"_s));
        console.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(console.services.mails.saved.size(), 1U);
        QCOMPARE(console.services.mails.saved.front().text.subject, u"Sent: {{order.number}}"_s);
        QVERIFY(console.banners().contains(u"The mail is saved"_s));
        QVERIFY(console.panel->reasonToStay().isEmpty());
        QVERIFY(console.kinds->item(0)->text().contains(u"(changed)"_s));
    }

    void anUnknownPlaceholderIsToldAtItsField()
    {
        MailsFixture console;
        console.write(u"Sent: {{order.nubmer}}"_s);
        console.press(Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(console.services.mails.saved.empty());
        QVERIFY(console.shownTexts(console.panel).contains(u"There is no {{order.nubmer}} in this mail."_s));
        QVERIFY(!console.panel->reasonToStay().isEmpty());
    }

    void aPlaceholderIsPutWhereOneWrites()
    {
        MailsFixture console;
        console.text->setFocus();
        console.press(Qt::Key_End, Qt::ControlModifier);
        console.placeholders->setFocus();
        console.press(Qt::Key_Home);
        console.press(Qt::Key_Return);
        QVERIFY(console.text->toPlainText().endsWith(u"{{order.number}}"_s));
        QVERIFY(console.text->hasFocus());
    }

    void whatIsNotSavedIsKeptForEachMail()
    {
        MailsFixture console;
        console.write(u"Mine"_s);
        console.kinds->setFocus();
        console.press(Qt::Key_Down);
        QVERIFY(console.subject->text() != u"Mine"_s);
        console.press(Qt::Key_Up);
        QCOMPARE(console.subject->text(), u"Mine"_s);
        ConsoleFixture::button(console.panel, u"Discard changes"_s)->click();
        QCOMPARE(console.subject->text(), defaultMailText(MailKind::OrderShipped, u"en"_s).subject);
        QVERIFY(console.panel->reasonToStay().isEmpty());
    }

    void aConflictKeepsWhatWasTyped()
    {
        MailsFixture console;
        console.write(u"Mine"_s);
        console.services.mails.changeElsewhere(MailKind::OrderShipped, u"en"_s, u"Zoe's"_s);
        console.press(Qt::Key_Return, Qt::ControlModifier);
        console.settle();
        QCOMPARE(console.subject->text(), u"Mine"_s);
        QVERIFY2(console.banners().contains(u"zoe changed this mail"_s), qPrintable(console.banners()));
        QVERIFY(!console.banners().contains(u"staff:"_s));
        QVERIFY(console.banners().contains(u"Zoe's"_s));
        console.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(console.services.mails.saved.back().text.subject, u"Mine"_s);
    }

    void whatIsThereIsLoadedInPlaceOfTheMailOfTheConflictAlone()
    {
        MailsFixture console;
        console.write(u"Mine"_s);
        console.services.mails.changeElsewhere(MailKind::OrderShipped, u"en"_s, u"Zoe's"_s);
        console.press(Qt::Key_Return, Qt::ControlModifier);
        console.settle();
        console.kinds->setFocus();
        console.press(Qt::Key_Down);
        console.write(u"My other one"_s);
        ConsoleFixture::button(console.panel, u"Load what is there"_s)->click();
        QCOMPARE(console.subject->text(), u"My other one"_s);
        console.kinds->setFocus();
        console.press(Qt::Key_Up);
        QCOMPARE(console.subject->text(), u"Zoe's"_s);
    }

    void aResetAsksFirst()
    {
        MailsFixture console;
        console.changedByZoe();
        ConsoleFixture::button(console.panel, u"Reset to the default…"_s)->click();
        console.settle();
        QVERIFY(console.services.mails.find(MailKind::OrderShipped, u"en"_s).isChanged);
        ConsoleFixture::button(ConsoleFixture::dialog<QMessageBox>(), u"Reset"_s)->click();
        console.settle();
        QVERIFY(!console.services.mails.find(MailKind::OrderShipped, u"en"_s).isChanged);
        QCOMPARE(console.subject->text(), defaultMailText(MailKind::OrderShipped, u"en"_s).subject);
    }

    void aResetThatFailsLosesNothing()
    {
        MailsFixture console;
        console.changedByZoe();
        console.write(u"Mine"_s);
        console.services.mails.saveFailure = Error{ErrorCode::StorageUnavailable, u"the disk is full"_s, std::nullopt, {}};
        console.reset();
        QVERIFY2(console.banners().contains(u"The mail is not reset."_s), qPrintable(console.banners()));
        console.kinds->setFocus();
        console.press(Qt::Key_Down);
        console.press(Qt::Key_Up);
        QCOMPARE(console.subject->text(), u"Mine"_s);
    }

    void aResetOfWhatOthersChangedShowsTheirs()
    {
        MailsFixture console;
        console.changedByZoe();
        console.services.mails.changeElsewhere(MailKind::OrderShipped, u"en"_s, u"Zoe's second"_s);
        console.reset();
        QVERIFY2(console.banners().contains(u"zoe changed this mail"_s), qPrintable(console.banners()));
        QVERIFY(!console.banners().contains(u"What you wrote"_s));
        QCOMPARE(console.subject->text(), u"Zoe's second"_s);
    }

    void aTestMailGoesToAnAddress()
    {
        MailsFixture console;
        console.write(u"Draft"_s);
        ConsoleFixture::button(console.panel, u"Send a test mail…"_s)->click();
        console.settle();
        auto *dialog = ConsoleFixture::dialog<TestMailDialog>();
        QVERIFY(dialog);
        dialog->activateWindow(); // the offscreen platform does not
        console.settle();
        ConsoleFixture::type(u"nobody"_s);
        console.press(Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(console.shownTexts(dialog).contains(u"This is no e-mail address."_s));
        ConsoleFixture::type(u"@shop.example"_s);
        console.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(console.services.mails.tests, QStringList{u"nobody@shop.example Draft"_s});
        QVERIFY(console.banners().contains(u"nobody@shop.example is on its way"_s));
    }

    void whereNoServerIsSetUpMailsAreSaidToWait()
    {
        MailsFixture console(false);
        QVERIFY2(console.shownTexts(console.panel).contains(u"No mail server is set up"_s),
                 qPrintable(console.shownTexts(console.panel)));
        ConsoleFixture::button(console.panel, u"Send a test mail…"_s)->click();
        const auto *dialog = ConsoleFixture::dialog<TestMailDialog>();
        QVERIFY(dialog);
        QVERIFY2(console.shownTexts(dialog).contains(u"No mail server is set up"_s), qPrintable(console.shownTexts(dialog)));
    }

    void whatCanNotBeReadIsTold()
    {
        MailsFixture console;
        console.services.mails.readFailure = Error{ErrorCode::StorageUnavailable, u"the disk is full"_s, std::nullopt, {}};
        for (int second = 0; second < 11; ++second) {
            console.panel->refresh();
        }
        console.settle();
        QVERIFY(console.banners().contains(u"can't be read"_s));
    }
};

QTEST_MAIN(MailTemplatesTest)
#include "tst_mail_templates.moc"
