// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console_fixture.h"

#include "ui/partners/secret_dialog.h"
#include "ui/staff/role_dialog.h"
#include "ui/staff/user_editor.h"
#include "ui/staff/users_panel.h"

#include <QClipboard>
#include <QLineEdit>
#include <QRadioButton>
#include <QTableView>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

class UsersFixture : public ConsoleFixture
{
public:
    UsersFixture()
    {
        open();
        button(window.get(), u"Users"_s)->click();
        settle();
        panel = window->findChild<UsersPanel *>();
        table = panel->findChild<QTableView *>(u"users"_s);
    }

    [[nodiscard]] QString cell(int row, int column) const { return table->model()->index(row, column).data().toString(); }

    void select(const QString &name) const
    {
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            if (cell(row, 0) == name) {
                table->selectRow(row);
            }
        }
        settle();
    }

    void click(const QString &text, const QWidget *in = nullptr) const
    {
        QAbstractButton *found = button(in ? in : panel, text);
        if (!found || !found->isEnabled()) {
            qFatal("%s can't be pressed", qUtf8Printable(text));
        }
        found->click();
        settle();
    }

    UsersPanel *panel = nullptr;
    QTableView *table = nullptr;
};

} // namespace

class UsersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareConsoleTests(); }
    void cleanup() { QGuiApplication::clipboard()->clear(); }

    void theListTellsRoleAndStatus()
    {
        const UsersFixture console;
        QCOMPARE(console.table->model()->rowCount(), 3);
        QCOMPARE(console.cell(0, 0), u"anna"_s);
        QCOMPARE(console.cell(1, 1), u"Warehouse"_s);
        QCOMPARE(console.cell(1, 2), u"Enabled"_s);
        QVERIFY(console.cell(2, 2).startsWith(u"Disabled since"_s));
    }

    void aUserIsAddedByKeyboardAndThePasswordShownOnce()
    {
        UsersFixture console;
        console.click(u"New user…"_s);
        auto *editor = ConsoleFixture::dialog<UserEditor>();
        QVERIFY(editor);
        ConsoleFixture::type(u"dora"_s);
        console.press(Qt::Key_Tab);
        console.press(Qt::Key_Down); // support, then warehouse
        console.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(console.services.staff.changes.size(), 1U);
        QCOMPARE(console.services.staff.changes.front().name, u"dora"_s);
        QCOMPARE(console.services.staff.changes.front().role, std::optional(StaffRole::Warehouse));
        auto *secret = ConsoleFixture::dialog<SecretDialog>();
        QVERIFY(secret);
        const QString password = secret->findChild<QLineEdit *>(u"secret"_s)->text();
        QCOMPARE(password.size(), 20);
        QVERIFY(!console.panel->reasonToStay().isEmpty());
        console.click(u"Copy"_s, secret);
        QCOMPARE(QGuiApplication::clipboard()->text(), password);
        console.click(u"I have stored it"_s, secret);
        console.select(u"dora"_s);
        QCOMPARE(console.cell(3, 2), u"Enabled, has to choose a password"_s);
    }

    void aNameThatIsTakenOrWrongIsSaidAtTheField()
    {
        UsersFixture console;
        console.click(u"New user…"_s);
        auto *editor = ConsoleFixture::dialog<UserEditor>();
        console.press(Qt::Key_Return, Qt::ControlModifier);
        const auto *error = editor->findChild<QLabel *>(u"nameError"_s);
        QVERIFY(error->isVisible());
        console.services.staff.saveFailure = Error{ErrorCode::Conflict, {}, {}, {}};
        ConsoleFixture::type(u"bob"_s);
        console.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(error->text(), u"There is another user of this name."_s);
        console.services.staff.saveFailure =
            Error{ErrorCode::InvalidRequest, {}, {}, {{0, u"name"_s, u"invalid_name"_s, u"A user's name is letters."_s, {}}}};
        console.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(error->text(), u"A user's name is letters."_s);
        editor->done(0);
    }

    void aRoleIsChangedWithTheVersionThatWasSeen()
    {
        UsersFixture console;
        console.select(u"bob"_s);
        console.click(u"Role…"_s);
        auto *dialog = ConsoleFixture::dialog<RoleDialog>();
        QVERIFY(dialog);
        console.press(Qt::Key_Down);
        console.press(Qt::Key_Return);
        QCOMPARE(console.services.staff.changes.size(), 1U);
        QCOMPARE(console.services.staff.changes.front().role, std::optional(StaffRole::Finance));
        QCOMPARE(console.services.staff.changes.front().version, 1);
        QVERIFY(console.banners().contains(u"bob has the role Finance now."_s));
        QCOMPARE(console.cell(1, 1), u"Finance"_s);
    }

    void theSameRoleAsksNothing()
    {
        UsersFixture console;
        console.select(u"bob"_s);
        console.click(u"Role…"_s);
        console.press(Qt::Key_Return);
        QVERIFY(console.services.staff.changes.empty());
    }

    void aUserWhoHasLeftIsDisabledAfterAQuestion()
    {
        UsersFixture console;
        console.select(u"bob"_s);
        console.click(u"Disable…"_s);
        QVERIFY(ConsoleFixture::dialog<QMessageBox>());
        console.press(Qt::Key_Return); // it is risky: Enter alone does nothing
        QVERIFY(console.services.staff.changes.empty());
        console.click(u"Disable…"_s);
        console.click(u"Disable"_s, ConsoleFixture::dialog<QMessageBox>());
        QCOMPARE(console.services.staff.changes.front().disabled, std::optional(true));
        QVERIFY(console.cell(1, 2).startsWith(u"Disabled since"_s));
        console.click(u"Enable…"_s);
        console.click(u"Enable"_s, ConsoleFixture::dialog<QMessageBox>());
        QCOMPARE(console.cell(1, 2), u"Enabled"_s);
    }

    void theOnlyAdminCanNeitherBeDisabledNorGetAnotherRole()
    {
        UsersFixture console;
        console.select(u"anna"_s);
        const QAbstractButton *disable = ConsoleFixture::button(console.panel, u"Disable…"_s);
        QVERIFY(!disable->isEnabled());
        QVERIFY(disable->toolTip().contains(u"only admin"_s));
        QVERIFY(!ConsoleFixture::button(console.panel, u"Role…"_s)->isEnabled());
        console.services.staff.find(u"bob"_s)->role = StaffRole::Admin;
        console.second();
        QVERIFY(disable->isEnabled());
    }

    void whatTheServiceRefusesIsTold_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("told");
        QTest::newRow("last admin") << int(ErrorCode::Conflict) << u"No admin would be left"_s;
        QTest::newRow("changed meanwhile") << int(ErrorCode::VersionConflict) << u"Somebody else changed this user"_s;
        QTest::newRow("wrong role") << int(ErrorCode::Forbidden) << u"Your role does not allow this"_s;
    }
    void whatTheServiceRefusesIsTold()
    {
        QFETCH(int, code);
        QFETCH(QString, told);
        UsersFixture console;
        console.services.staff.saveFailure = Error{ErrorCode(code), {}, {}, {}};
        console.select(u"bob"_s);
        console.click(u"Disable…"_s);
        console.click(u"Disable"_s, ConsoleFixture::dialog<QMessageBox>());
        QVERIFY2(console.banners().contains(told), qPrintable(console.banners()));
        QVERIFY(console.banners().contains(u"bob is as before"_s));
    }

    void aNewPasswordIsShownOnce()
    {
        UsersFixture console;
        console.select(u"bob"_s);
        console.click(u"New password…"_s);
        console.click(u"New password"_s, ConsoleFixture::dialog<QMessageBox>());
        auto *secret = ConsoleFixture::dialog<SecretDialog>();
        QVERIFY(secret);
        console.click(u"I have stored it"_s, secret);
        QCOMPARE(console.cell(1, 2), u"Enabled, has to choose a password"_s);
    }

    void onesOwnPasswordIsNotMadeUpHere()
    {
        UsersFixture console;
        console.select(u"anna"_s);
        QVERIFY(!ConsoleFixture::button(console.panel, u"New password…"_s)->isEnabled());
    }

    void usersThatCannotBeReadAreToldAsOld()
    {
        UsersFixture console;
        console.services.staff.readFailure = Error{ErrorCode::StorageUnavailable, u"out of reach"_s, {}, {}};
        console.second();
        QVERIFY(console.banners().contains(u"may be old"_s));
        QCOMPARE(console.table->model()->rowCount(), 3);
        console.services.staff.readFailure.reset();
        console.second();
        QVERIFY(!console.banners().contains(u"may be old"_s));
    }

    void theSearchFindsByRole()
    {
        UsersFixture console;
        console.panel->findChild<QLineEdit *>()->setFocus();
        ConsoleFixture::type(u"finance"_s);
        QCOMPARE(console.table->model()->rowCount(), 1);
        QCOMPARE(console.cell(0, 0), u"carla"_s);
    }
};

QTEST_MAIN(UsersTest)
#include "tst_users.moc"
