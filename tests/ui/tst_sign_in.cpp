// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console_fixture.h"

#include "ui/partners/partner_editor.h"
#include "ui/sales/sale_editor.h"
#include "ui/staff/password_dialog.h"
#include "ui/staff/staff_door.h"

#include <QAction>
#include <QLineEdit>
#include <QMenuBar>

using namespace tidegate;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

class DoorFixture : public ConsoleFixture
{
public:
    /// Nobody is signed in at first.
    void arrive()
    {
        services.staff.leave();
        open();
    }

    [[nodiscard]] StaffDoor *door() const { return window->findChild<StaffDoor *>(); }

    /// The field that can be seen.
    [[nodiscard]] QLineEdit *line(const QString &name) const
    {
        for (QLineEdit *candidate : window->findChildren<QLineEdit *>(name)) {
            if (candidate->isVisible()) {
                return candidate;
            }
        }
        return nullptr;
    }

    [[nodiscard]] QString complaint(const QString &name) const
    {
        QString said;
        for (const QLabel *label : window->findChildren<QLabel *>(name + u"Error"_s)) {
            said += label->isVisible() ? label->text() : QString();
        }
        return said;
    }

    void fill(const QString &name, const QString &text) const
    {
        if (!QApplication::activeWindow()) { // as in press()
            window->activateWindow();
            settle();
        }
        line(name)->setFocus();
        line(name)->selectAll();
        type(text);
    }

    /// By keyboard alone, from the name to Enter.
    void signIn(const QString &name, const QString &password) const
    {
        fill(u"username"_s, name);
        press(Qt::Key_Tab);
        line(u"password"_s)->selectAll();
        type(password);
        press(Qt::Key_Return);
    }

    [[nodiscard]] QString status() const { return window->findChild<QLabel *>(u"signedIn"_s)->text(); }

    [[nodiscard]] bool showsAPanel() const
    {
        for (const Panel *panel : window->findChildren<Panel *>()) {
            if (panel->isVisible()) {
                return true;
            }
        }
        return false;
    }

    [[nodiscard]] QStringList offered() const
    {
        QStringList names;
        for (const QAction *action : window->findChildren<QAction *>()) {
            if (action->isVisible() && action->isEnabled() && action->shortcut().toString().startsWith(u"Ctrl+"_s)
                && action->shortcut().toString().back().isDigit()) {
                names += action->text();
            }
        }
        return names;
    }

    /// The form for a new sale, with something in it that is not saved.
    [[nodiscard]] SaleEditor *halfASale() const
    {
        press(Qt::Key_N, Qt::ControlModifier);
        auto *editor = dialog<SaleEditor>();
        editor->findChildren<QLineEdit *>().front()->setFocus();
        type(u"Half a sale"_s);
        return editor;
    }

    void trigger(const QString &text) const
    {
        for (QAction *action : window->findChildren<QAction *>()) {
            if (action->text().remove(u'&') == text) {
                action->trigger();
                break; // it may have taken others away
            }
        }
        settle();
    }

    void idle(std::chrono::nanoseconds time)
    {
        clock.advance(time);
        second();
    }
};

} // namespace

class SignInTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareConsoleTests(); }

    void nothingOfTheShopIsThereBeforeTheSignIn()
    {
        DoorFixture console;
        console.arrive();
        QVERIFY(console.door()->isVisible());
        QVERIFY(console.window->findChildren<Panel *>().isEmpty());
        QCOMPARE(console.services.stockAsked, 0);
        QCOMPARE(console.services.salesAsked, 0);
        console.press(Qt::Key_2, Qt::ControlModifier);
        console.press(Qt::Key_N, Qt::ControlModifier);
        QVERIFY(!ConsoleFixture::dialog<SaleEditor>());
        QVERIFY(console.offered().isEmpty());
        QCOMPARE(console.status(), QString());
    }

    void nameAndPasswordLetInByKeyboard()
    {
        DoorFixture console;
        console.arrive();
        QCOMPARE(QApplication::focusWidget(), console.line(u"username"_s));
        console.signIn(u"Anna"_s, u"anna-secret"_s);
        QVERIFY(!console.door()->isVisible());
        QVERIFY(console.showsAPanel());
        QCOMPARE(console.status(), u"anna · Admin"_s);
        QCOMPARE(console.services.staff.signIns, QStringList{u"Anna anna-secret"_s});
    }

    void aPasswordCanBeLookedAt()
    {
        DoorFixture console;
        console.arrive();
        QCOMPARE(console.line(u"password"_s)->echoMode(), QLineEdit::Password);
        console.line(u"password"_s)->actions().front()->trigger();
        QCOMPARE(console.line(u"password"_s)->echoMode(), QLineEdit::Normal);
    }

    void aWrongPasswordIsSaidAndSelected()
    {
        DoorFixture console;
        console.arrive();
        console.signIn(u"anna"_s, u"guess"_s);
        QCOMPARE(console.complaint(u"password"_s), u"The name or the password is wrong."_s);
        QVERIFY(!console.showsAPanel());
        QCOMPARE(console.line(u"password"_s)->selectedText().size(), 5);
        ConsoleFixture::type(u"anna-secret"_s);
        console.press(Qt::Key_Return);
        QVERIFY(console.showsAPanel());
    }

    void emptyFieldsAreNotSent()
    {
        DoorFixture console;
        console.arrive();
        console.press(Qt::Key_Return);
        QVERIFY(console.services.staff.signIns.isEmpty());
        QVERIFY(!console.complaint(u"username"_s).isEmpty());
        QVERIFY(!console.complaint(u"password"_s).isEmpty());
    }

    void whatIsWrongWithAFieldIsSaidUntilItIsEdited()
    {
        DoorFixture console;
        console.arrive();
        console.press(Qt::Key_Return);
        ConsoleFixture::type(u"a"_s);
        QVERIFY(console.complaint(u"username"_s).isEmpty());
        QVERIFY(!console.complaint(u"password"_s).isEmpty());
    }

    void aDisabledUserIsTold()
    {
        DoorFixture console;
        console.arrive();
        console.signIn(u"carla"_s, u"carla-secret"_s);
        QVERIFY(console.complaint(u"username"_s).startsWith(u"carla is disabled"_s));
    }

    void tooManyGuessesAreCountedDown()
    {
        DoorFixture console;
        console.arrive();
        console.services.staff.failure = Error{ErrorCode::RateLimited, {}, 200s, {}};
        console.signIn(u"anna"_s, u"guess"_s);
        QVERIFY2(console.banners().contains(u"3 min 20 s"_s), qPrintable(console.banners()));
        QVERIFY(!ConsoleFixture::button(console.door(), u"Sign in"_s)->isEnabled());
        console.idle(80s);
        QVERIFY2(console.banners().contains(u"2 min"_s), qPrintable(console.banners()));
        console.press(Qt::Key_Return);
        QCOMPARE(console.services.staff.signIns.size(), 1);
        console.services.staff.failure.reset();
        console.idle(120s);
        QVERIFY(ConsoleFixture::button(console.door(), u"Sign in"_s)->isEnabled());
        console.signIn(u"anna"_s, u"anna-secret"_s);
        QVERIFY(console.showsAPanel());
    }

    void theLimitOfOneNameIsNotThatOfAnother()
    {
        DoorFixture console;
        console.arrive();
        console.services.staff.failure = Error{ErrorCode::RateLimited, {}, 200s, {}};
        console.signIn(u"anna"_s, u"guess"_s);
        console.services.staff.failure.reset();
        console.signIn(u"bob"_s, u"bob-secret"_s);
        QCOMPARE(console.status(), u"bob · Warehouse"_s);
    }

    void aDatabaseOutOfReachIsTold()
    {
        DoorFixture console;
        console.services.staff.readFailure = Error{ErrorCode::StorageUnavailable, u"out of reach"_s, {}, {}};
        console.arrive();
        QVERIFY2(console.banners().contains(u"out of reach"_s), qPrintable(console.banners()));
    }

    void aOneTimePasswordIsChangedFirst()
    {
        DoorFixture console;
        console.services.staff.mustChange = true;
        console.arrive();
        console.signIn(u"bob"_s, u"bob-secret"_s);
        QVERIFY(!console.showsAPanel());
        QVERIFY(!console.line(u"username"_s));
        console.fill(u"password"_s, u"short"_s);
        console.press(Qt::Key_Tab);
        ConsoleFixture::type(u"shorter"_s);
        console.press(Qt::Key_Return);
        QVERIFY(!console.complaint(u"repeated"_s).isEmpty());
        console.fill(u"repeated"_s, u"short"_s);
        console.press(Qt::Key_Return);
        QVERIFY2(console.complaint(u"password"_s).contains(u"at least 8 characters"_s),
                 qPrintable(console.complaint(u"password"_s)));
        console.fill(u"password"_s, u"a much longer one"_s);
        console.fill(u"repeated"_s, u"a much longer one"_s);
        console.press(Qt::Key_Return);
        QCOMPARE(console.status(), u"bob · Warehouse"_s);
    }

    void whoeverNeedsANewPasswordCanGoBack()
    {
        DoorFixture console;
        console.services.staff.mustChange = true;
        console.arrive();
        console.signIn(u"bob"_s, u"bob-secret"_s);
        ConsoleFixture::button(console.door(), u"Sign in as somebody else"_s)->click();
        ConsoleFixture::settle();
        QVERIFY(console.line(u"username"_s));
        QCOMPARE(console.services.staff.signOuts, 1);
    }

    void theFirstAdminIsMadeInTheWindow()
    {
        DoorFixture console;
        console.services.staff.userList.clear();
        console.arrive();
        QCOMPARE(console.line(u"name"_s)->text(), u"admin"_s);
        console.fill(u"name"_s, u"boss"_s);
        console.press(Qt::Key_Tab);
        ConsoleFixture::type(u"boss"_s);
        console.press(Qt::Key_Tab);
        ConsoleFixture::type(u"boss"_s);
        console.press(Qt::Key_Return);
        QVERIFY(!console.complaint(u"password"_s).isEmpty());
        console.fill(u"password"_s, u"a good long one"_s);
        console.fill(u"repeated"_s, u"a good long one"_s);
        console.press(Qt::Key_Return);
        QCOMPARE(console.status(), u"boss · Admin"_s);
    }

    void whereSomebodyWasFasterOneSignsIn()
    {
        DoorFixture console;
        console.services.staff.userList.clear();
        console.services.staff.failure = Error{ErrorCode::Conflict, {}, {}, {}};
        console.arrive();
        console.fill(u"password"_s, u"a good long one"_s);
        console.fill(u"repeated"_s, u"a good long one"_s);
        console.press(Qt::Key_Return);
        QVERIFY(console.line(u"username"_s));
        QVERIFY(console.banners().contains(u"somebody was faster"_s));
    }

    void theDemoIsOnePressAway()
    {
        DoorFixture console;
        console.services.staff.demo = u"warehouse-secret"_s;
        console.services.staff.userList.push_back({u"u-w"_s, u"warehouse"_s, StaffRole::Warehouse, 0, std::nullopt, false, 1});
        console.arrive();
        console.door()->findChild<QAbstractButton *>(u"demo-warehouse"_s)->click();
        ConsoleFixture::settle();
        QCOMPARE(console.status(), u"warehouse · Warehouse"_s);
    }

    void aRoleSeesItsOwnPanelsAlone()
    {
        DoorFixture console;
        console.arrive();
        console.signIn(u"bob"_s, u"bob-secret"_s);
        QVERIFY(console.offered().contains(u"Dashboard"_s));
        for (const QString &admins :
             {u"Flash sales"_s, u"Import catalogue"_s, u"Partners"_s, u"Jobs"_s, u"Webhook log"_s, u"Users"_s}) {
            QVERIFY2(!console.offered().contains(admins), qPrintable(admins));
        }
        console.press(Qt::Key_2, Qt::ControlModifier);
        console.press(Qt::Key_N, Qt::ControlModifier);
        QVERIFY(!ConsoleFixture::dialog<SaleEditor>());
        QVERIFY(!ConsoleFixture::button(console.window.get(), u"Flash sales"_s));
        QVERIFY(!ConsoleFixture::button(console.window.get(), u"New flash sale…"_s));
    }

    void anotherRoleCountsAtOnce()
    {
        DoorFixture console;
        console.open();
        console.press(Qt::Key_2, Qt::ControlModifier);
        console.services.staff.actor->role = StaffRole::Support;
        console.second();
        QCOMPARE(console.status(), u"anna · Support"_s);
        QVERIFY(!console.offered().contains(u"Flash sales"_s));
        QVERIFY(ConsoleFixture::button(console.window.get(), u"Dashboard"_s)->isChecked());
    }

    void theWindowLocksWhenNobodyUsesIt()
    {
        DoorFixture console;
        console.open();
        console.idle(29min);
        QVERIFY(!console.window->isLocked());
        console.press(Qt::Key_Shift);
        console.idle(29min);
        QVERIFY(!console.window->isLocked());
        console.idle(1min);
        QVERIFY(console.window->isLocked());
        QVERIFY(!console.showsAPanel());
        QVERIFY(!console.services.staff.actor);
        QCOMPARE(console.status(), QString());
    }

    void aLockedWindowAsksNothingOfTheShop()
    {
        DoorFixture console;
        console.open();
        console.press(Qt::Key_L, Qt::ControlModifier);
        const int stock = console.services.stockAsked;
        console.second();
        console.second();
        QCOMPARE(console.services.stockAsked, stock);
    }

    void whatWasTypedStaysUnderTheLockForTheSameUser()
    {
        DoorFixture console;
        console.open();
        SaleEditor *editor = console.halfASale();
        console.idle(31min);
        QVERIFY(console.window->isLocked());
        QVERIFY(!editor->isVisible());
        QCOMPARE(console.line(u"username"_s)->text(), u"anna"_s);
        QCOMPARE(QApplication::focusWidget(), console.line(u"password"_s));
        ConsoleFixture::type(u"anna-secret"_s);
        console.press(Qt::Key_Return);
        QVERIFY(!console.window->isLocked());
        QVERIFY(editor->isVisible());
        QCOMPARE(editor->findChildren<QLineEdit *>().front()->text(), u"Half a sale"_s);
        editor->done(0);
    }

    void theLockCoversTheDialogThatComesUpLate()
    {
        DoorFixture console;
        console.open();
        console.press(Qt::Key_L, Qt::ControlModifier);
        auto *late = new PartnerEditor(console.services.partners, std::nullopt, console.window.get());
        late->open();
        ConsoleFixture::settle();
        QVERIFY(!late->isVisible());
        console.fill(u"password"_s, u"anna-secret"_s);
        console.press(Qt::Key_Return);
        QVERIFY(late->isVisible());
        late->done(0);
    }

    void somebodyElseTakesTheWindowOnlyAfterAQuestion()
    {
        DoorFixture console;
        console.open();
        const QPointer<SaleEditor> editor = console.halfASale();
        console.idle(31min);
        console.signIn(u"bob"_s, u"bob-secret"_s);
        QCOMPARE(console.services.staff.signIns.size(), 0);
        auto *question = ConsoleFixture::dialog<QMessageBox>();
        QVERIFY(question && question->text().contains(u"anna"_s));
        question->button(QMessageBox::Cancel)->click();
        ConsoleFixture::settle();
        QVERIFY(editor && console.window->isLocked());
        console.signIn(u"bob"_s, u"bob-secret"_s);
        ConsoleFixture::button(ConsoleFixture::dialog<QMessageBox>(), u"Sign in"_s)->click();
        ConsoleFixture::settle();
        QCOMPARE(console.status(), u"bob · Warehouse"_s);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QVERIFY(!editor);
    }

    void aWrongPasswordOfSomebodyElseLosesNothing()
    {
        DoorFixture console;
        console.open();
        const QPointer<SaleEditor> editor = console.halfASale();
        console.idle(31min);
        console.signIn(u"bob"_s, u"guess"_s);
        ConsoleFixture::button(ConsoleFixture::dialog<QMessageBox>(), u"Sign in"_s)->click();
        ConsoleFixture::settle();
        QVERIFY(console.window->isLocked());
        QVERIFY(editor);
        console.signIn(u"anna"_s, u"anna-secret"_s);
        QVERIFY(editor && editor->isVisible());
        editor->done(0);
    }

    void whereNothingIsUnsavedSomebodyElseNeedsNoQuestion()
    {
        DoorFixture console;
        console.open();
        console.press(Qt::Key_L, Qt::ControlModifier);
        console.signIn(u"bob"_s, u"bob-secret"_s);
        QVERIFY(!ConsoleFixture::dialog<QMessageBox>());
        QCOMPARE(console.status(), u"bob · Warehouse"_s);
    }

    void aSessionThatOthersEndLocks()
    {
        DoorFixture console;
        console.open();
        console.services.staff.leave();
        console.second();
        QVERIFY(console.window->isLocked());
    }

    void signingOutLeavesNothingBehind()
    {
        DoorFixture console;
        console.open();
        console.trigger(u"Sign out"_s);
        QCOMPARE(console.services.staff.signOuts, 1);
        QVERIFY(console.window->isLocked());
        QVERIFY(console.window->findChildren<Panel *>().isEmpty());
        console.signIn(u"anna"_s, u"anna-secret"_s);
        QVERIFY(console.showsAPanel());
        console.press(Qt::Key_2, Qt::ControlModifier);
        QVERIFY(ConsoleFixture::button(console.window.get(), u"Flash sales"_s)->isChecked());
    }

    void aPasswordIsChangedInTheMenu()
    {
        DoorFixture console;
        console.open();
        console.trigger(u"Change password…"_s);
        auto *dialog = ConsoleFixture::dialog<PasswordDialog>();
        QVERIFY(dialog);
        ConsoleFixture::type(u"wrong"_s);
        dialog->findChild<QLineEdit *>(u"password"_s)->setText(u"another good one"_s);
        dialog->findChild<QLineEdit *>(u"repeated"_s)->setText(u"another good one"_s);
        console.press(Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(dialog->findChild<QLabel *>(u"currentError"_s)->text().contains(u"not your present password"_s));
        dialog->findChild<QLineEdit *>(u"current"_s)->setText(u"anna-secret"_s);
        console.press(Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(!ConsoleFixture::dialog<PasswordDialog>());
        QVERIFY(console.banners().contains(u"password is changed"_s));
        QCOMPARE(console.services.staff.current, u"another good one"_s);
    }

    void aLockedWindowCanStillBeClosed()
    {
        DoorFixture console;
        console.open();
        console.press(Qt::Key_L, Qt::ControlModifier);
        console.window->close();
        auto *question = ConsoleFixture::dialog<QMessageBox>();
        QVERIFY(question);
        ConsoleFixture::button(question, u"Close"_s)->click();
        ConsoleFixture::settle();
        QVERIFY(!console.window->isVisible());
    }

    void nothingAtTheDoorIsCutOrNameless()
    {
        DoorFixture console;
        console.services.staff.demo = u"x7Kp2mQv9RtZ4bWn6Ycd"_s;
        console.arrive();
        console.window->resize(900, 560);
        ConsoleFixture::settle();
        QCOMPARE(console.window->size(), QSize(900, 560));
        for (const QWidget *widget : console.door()->findChildren<QWidget *>()) {
            const auto *label = qobject_cast<const QLabel *>(widget);
            if (label && label->isVisible()) {
                QVERIFY2(label->textFormat() == Qt::PlainText, qPrintable(label->text()));
                QVERIFY2(!label->wordWrap() || label->heightForWidth(label->width()) <= label->height(),
                         qPrintable(label->text()));
            }
            if (const auto *line = qobject_cast<const QLineEdit *>(widget)) {
                QVERIFY(!line->accessibleName().isEmpty());
            }
        }
    }
};

QTEST_MAIN(SignInTest)
#include "tst_sign_in.moc"
