// SPDX-License-Identifier: GPL-3.0-or-later
// console_screenshots OUTDIR: pictures of each panel, light and dark, large and small, of a shop in the midst of a sale.
#include "ui/busy_partners.h"
#include "ui/busy_shop.h"
#include "ui/catalog/import_panel.h"
#include "ui/console_window.h"
#include "ui/mails/mail_templates_panel.h"
#include "ui/mails/test_mail_dialog.h"
#include "ui/partners/key_editor.h"
#include "ui/partners/overlap_dialog.h"
#include "ui/partners/partner_editor.h"
#include "ui/partners/partners_panel.h"
#include "ui/partners/secret_dialog.h"
#include "ui/sales/sale_editor.h"
#include "ui/staff/password_dialog.h"
#include "ui/staff/role_dialog.h"
#include "ui/staff/staff_door.h"
#include "ui/staff/user_editor.h"
#include "ui/translation.h"
#include "ui/webhooks/replay_dialog.h"
#include "ui/webhooks/webhooks_panel.h"

#include <QApplication>
#include <QCheckBox>
#include <QDateTimeEdit>
#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

constexpr UtcMillis now = 1'772'818'920'000; // a Friday evening
constexpr int seconds = 240;

struct Studio {
    QDir folder;
    QString suffix;
    QSize size;
    ThemeChoice theme;
};

class Session
{
public:
    /// With a demo's password nobody is signed in.
    Session(const Studio &studio, bool busy, const QStringList &addresses = {u"http://127.0.0.1:8480"_s},
            const QString &demoPassword = {})
        : m_studio(studio)
        , m_settings(m_scratch.filePath(u"settings.ini"_s), QSettings::IniFormat)
        , m_clock(now)
    {
        m_settings.setValue("theme"_L1, themeName(studio.theme));
        m_services.figures.at = now;
        m_services.totals.asOf = now;
        if (busy) {
            fillBusyShop(m_services, now);
            fillBusyPartners(m_services, now);
            m_services.figures = busyFigures(now - seconds * 1000, 0);
        }
        m_services.addresses = addresses;
        if (!demoPassword.isEmpty()) {
            m_services.staff.demo = demoPassword;
            m_services.staff.leave();
        }
        m_window = std::make_unique<ConsoleWindow>(m_services, m_clock, m_settings);
        m_window->resize(studio.size);
        m_window->show();
        settle();
        for (int second = 1; busy && second <= seconds; ++second) {
            m_services.figures = busyFigures(now - (seconds - second) * 1000, second);
            m_services.jobs.activity = busyActivity(now - (seconds - second) * 1000, second);
            m_window->tick();
            settle();
        }
    }

    ScriptedServices &services() { return m_services; }
    ConsoleWindow &window() { return *m_window; }

    /// What Ctrl and the key do. Not by the key itself: the window need not be the active one, for this platform activates none when a dialog closes.
    void go(Qt::Key key)
    {
        for (QAction *action : m_window->findChildren<QAction *>()) {
            if (action->shortcut() == QKeySequence(Qt::CTRL | key)) {
                action->trigger();
                settle();
                return;
            }
        }
        qFatal("nothing has the shortcut Ctrl+%c", char(key));
    }

    template <typename Dialog>
    Dialog *dialog()
    {
        settle();
        for (QWidget *widget : QApplication::topLevelWidgets()) {
            if (auto *found = qobject_cast<Dialog *>(widget); found && found->isVisible()) {
                return found;
            }
        }
        return nullptr;
    }

    void settle()
    {
        for (int i = 0; i < 4; ++i) {
            QCoreApplication::sendPostedEvents();
            QCoreApplication::processEvents();
        }
    }

    void shoot(const QString &name, QWidget *of = nullptr)
    {
        settle();
        const QString file = m_studio.folder.filePath(name + u'-' + m_studio.suffix + u".png"_s);
        if (!(of ? of : m_window.get())->grab().save(file)) {
            qFatal("%s can't be written", qUtf8Printable(file));
        }
    }

private:
    Studio m_studio;
    QTemporaryDir m_scratch;
    QSettings m_settings;
    ManualClock m_clock;
    ScriptedServices m_services;
    std::unique_ptr<ConsoleWindow> m_window;
};

void shootEditor(Session &session)
{
    session.go(Qt::Key_N);
    auto *editor = session.dialog<SaleEditor>();
    session.shoot(u"editor-empty"_s, editor);
    auto *search = editor->findChild<QTableView *>(u"productHits"_s);
    auto *name = editor->findChildren<QLineEdit *>().front();
    name->setText(u"Late-night flash"_s);
    for (const int row : {0, 1}) {
        search->selectRow(row);
        Q_EMIT search->activated(search->currentIndex());
        QTest::keyClicks(QApplication::focusWidget(), row == 0 ? u"149.90"_s : u"1x"_s);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    }
    session.shoot(u"editor"_s, editor);
    name->clear();
    auto *starts = editor->findChildren<QDateTimeEdit *>().at(1);
    starts->setDateTime(starts->dateTime().addDays(-2));
    QTest::keyClick(editor, Qt::Key_Return, Qt::ControlModifier);
    session.shoot(u"editor-errors"_s, editor);
    editor->done(0);
    session.settle();
}

void press(Session &session, const QString &text, QWidget *in)
{
    for (QAbstractButton *button : in->findChildren<QAbstractButton *>()) {
        if (button->isVisible() && button->text().remove(u'&') == text) {
            button->click();
            session.settle();
            return;
        }
    }
    qFatal("no button is called %s", qUtf8Printable(text));
}

void shootImport(Session &session)
{
    session.go(Qt::Key_3);
    session.shoot(u"import-empty"_s);
    QTemporaryDir folder;
    const QString path = folder.filePath(u"spring-catalogue.csv"_s);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly)) {
        qFatal("no scratch file");
    }
    file.write(QByteArray(48'213, 'x'));
    file.close();
    auto *panel = session.window().findChild<ImportPanel *>();
    panel->setFile(path);
    press(session, u"Start import"_s, panel);
    session.services().progress({.rows = 1'312, .total = 2'084});
    session.shoot(u"import-running"_s);
    ImportOutcome outcome;
    outcome.format = u"Shopify CSV"_s;
    outcome.rows = 2'101;
    outcome.created = 1'790;
    outcome.updated = 271;
    outcome.unchanged = 19;
    outcome.rejected = 4;
    outcome.passedOver = 17;
    outcome.errors = {{12, u"price"_s, u"invalid_price"_s, u"\"12,5o\" is no price; write it as 12.50"_s, u"12,5o"_s},
                      {88, u"sku"_s, u"missing"_s, u"The row has no SKU, by which it would be known again"_s, {}},
                      {412, u"stock"_s, u"out_of_range"_s, u"The stock must be from 0 to 1,000,000,000"_s, u"-4"_s},
                      {977, u"currency"_s, u"unknown_currency"_s,
                       u"\"EURO\" is no currency; write the code of ISO 4217, such as EUR"_s, u"EURO"_s}};
    outcome.errorCount = 4;
    outcome.notes = {{1204, u"Body (HTML)"_s, u"html"_s, u"The description was HTML; its plain text was taken"_s,
                      u"<p>Soft and <b>warm</b></p>"_s}};
    outcome.noteCount = 1;
    session.services().endImport(outcome);
    session.shoot(u"import-done"_s);
}

void selectRow(Session &session, const QString &table, int row)
{
    session.window().findChild<QTableView *>(table)->selectRow(row);
    session.settle();
}

void shootQuestion(Session &session, const QString &button, const QString &name)
{
    press(session, button, &session.window());
    auto *question = session.dialog<QMessageBox>();
    session.shoot(name, question);
    question->reject();
    session.settle();
}

void shootPartnerEditor(Session &session)
{
    press(session, u"Edit…"_s, &session.window());
    auto *editor = session.dialog<PartnerEditor>();
    editor->findChild<QCheckBox *>(u"allFormats"_s)->click();
    editor->findChild<QLineEdit *>(u"email"_s)->clear();
    press(session, u"Save changes"_s, editor);
    session.shoot(u"partner-editor-errors"_s, editor);
    editor->findChild<QCheckBox *>(u"allFormats"_s)->click();
    editor->findChild<QLineEdit *>(u"email"_s)->setText(u"new@northwind.example"_s);
    session.services().partners.saveFailure = Error{ErrorCode::Conflict, {}, {}, {}};
    PartnerView &stored = session.services().partners.partnerList[1];
    stored.version = 2;
    stored.email = u"other@northwind.example"_s;
    stored.disabledAt = now;
    press(session, u"Save changes"_s, editor);
    session.shoot(u"partner-editor-conflict"_s, editor);
    session.services().partners.saveFailure.reset();
    stored.disabledAt.reset();
    editor->done(0);
    session.settle();
}

void shootKeyDialogs(Session &session)
{
    press(session, u"New key…"_s, &session.window());
    auto *editor = session.dialog<KeyEditor>();
    editor->findChild<QLineEdit *>(u"name"_s)->setText(u"warehouse server"_s);
    session.shoot(u"key-editor"_s, editor);
    press(session, u"Create key"_s, editor);
    auto *secret = session.dialog<SecretDialog>();
    press(session, u"Copy"_s, secret);
    session.shoot(u"secret"_s, secret);
    press(session, u"I have stored it"_s, secret);
    selectRow(session, u"partnerKeys"_s, 1);
    press(session, u"Rotate…"_s, &session.window());
    auto *overlap = session.dialog<OverlapDialog>();
    session.shoot(u"rotate"_s, overlap);
    overlap->reject();
    session.settle();
    shootQuestion(session, u"Revoke…"_s, u"revoke-question"_s);
}

void shootPartners(Session &session)
{
    session.go(Qt::Key_4);
    for (const int row : {0, 2, 3, 4, 1}) {
        selectRow(session, u"partners"_s, row);
        session.shoot(u"partners-%1"_s.arg(row));
    }
    shootPartnerEditor(session);
    shootKeyDialogs(session);
    session.window().findChild<PartnersPanel *>()->findChild<QTabWidget *>()->setCurrentIndex(1);
    session.settle();
    session.shoot(u"keys"_s);
}

void shootJobs(Session &session)
{
    session.go(Qt::Key_5);
    selectRow(session, u"jobs"_s, 1);
    session.shoot(u"jobs"_s);
    shootQuestion(session, u"Cancel…"_s, u"jobs-cancel"_s);
    selectRow(session, u"jobs"_s, 3);
    shootQuestion(session, u"Undo…"_s, u"jobs-undo"_s);
    shootQuestion(session, u"Retry…"_s, u"jobs-retry"_s);
    for (const int row : {1, 3, 4, 5}) {
        selectRow(session, u"jobs"_s, row);
        press(session, u"Open"_s, &session.window());
        session.shoot(u"job-%1"_s.arg(row));
        press(session, u"Back to the list"_s, &session.window());
    }
}

void shootWebhooks(Session &session)
{
    session.go(Qt::Key_6);
    session.window().tick();
    selectRow(session, u"webhooks"_s, 2);
    session.shoot(u"webhooks"_s);
    session.window().findChild<WebhooksPanel *>()->findChild<QTabWidget *>()->setCurrentIndex(1);
    session.settle();
    selectRow(session, u"callbacks"_s, 2);
    session.shoot(u"callbacks"_s);
    shootQuestion(session, u"Replay…"_s, u"callback-replay"_s);
    press(session, u"Replay all dead…"_s, &session.window());
    auto *replay = session.dialog<ReplayDialog>();
    session.shoot(u"replay-dead"_s, replay);
    replay->reject();
    session.settle();
}

QLineEdit *visibleLine(Session &session, const QString &name)
{
    for (QLineEdit *line : session.window().findChildren<QLineEdit *>(name)) {
        if (line->isVisible()) {
            return line;
        }
    }
    qFatal("no line is called %s", qUtf8Printable(name));
}

void trySignIn(Session &session, const QString &name, const QString &password)
{
    visibleLine(session, u"username"_s)->setText(name);
    visibleLine(session, u"password"_s)->setText(password);
    press(session, u"Sign in"_s, &session.window());
}

void shootDoor(const Studio &studio)
{
    Session session(studio, false);
    ScriptedStaff &staff = session.services().staff;
    auto *door = session.window().findChild<StaffDoor *>();
    session.window().lock(QStringLiteral("Nobody used the window for 30 min."));
    session.shoot(u"locked"_s);
    door->open();
    session.shoot(u"sign-in"_s);
    trySignIn(session, u"anna"_s, u"a guess"_s);
    session.shoot(u"sign-in-wrong"_s);
    trySignIn(session, u"carla"_s, u"carla-secret"_s);
    session.shoot(u"sign-in-disabled"_s);
    staff.failure = Error{ErrorCode::RateLimited, {}, std::chrono::seconds(200), {}};
    trySignIn(session, u"anna"_s, u"a guess"_s);
    session.shoot(u"sign-in-limited"_s);
    staff.failure.reset();
    door->open();
    session.settle();
    staff.mustChange = true;
    trySignIn(session, u"bob"_s, u"bob-secret"_s);
    session.shoot(u"new-password"_s);
    press(session, u"Change and go on"_s, &session.window());
    session.shoot(u"new-password-refused"_s);
    staff.userList.clear();
    door->open();
    session.shoot(u"first-admin"_s);
}

void shootDemo(const Studio &studio)
{
    Session session(studio, false, {u"http://127.0.0.1:8480"_s}, u"x7Kp2mQv9RtZ4bWn6Ycd"_s);
    session.shoot(u"sign-in-demo"_s);
}

void shootOtherRole(const Studio &studio)
{
    Session session(studio, true);
    session.services().staff.actor->role = StaffRole::Warehouse;
    session.window().tick();
    session.shoot(u"dashboard-warehouse"_s);
}

void shootUsers(Session &session)
{
    press(session, u"Users"_s, &session.window());
    selectRow(session, u"users"_s, 1);
    session.shoot(u"users"_s);
    press(session, u"Role…"_s, &session.window());
    auto *role = session.dialog<RoleDialog>();
    session.shoot(u"user-role"_s, role);
    role->reject();
    session.settle();
    shootQuestion(session, u"Disable…"_s, u"user-disable"_s);
    press(session, u"New user…"_s, &session.window());
    auto *editor = session.dialog<UserEditor>();
    press(session, u"Add user"_s, editor);
    session.shoot(u"user-editor"_s, editor);
    editor->findChild<QLineEdit *>(u"name"_s)->setText(u"dora"_s);
    press(session, u"Add user"_s, editor);
    auto *secret = session.dialog<SecretDialog>();
    session.shoot(u"user-password"_s, secret);
    press(session, u"I have stored it"_s, secret);
    auto *password = new PasswordDialog(session.services().staff, &session.window());
    password->open();
    press(session, u"Change password"_s, password);
    session.shoot(u"password-dialog"_s, password);
    password->done(0);
    session.settle();
}

void shootReturnRules(Session &session)
{
    ReturnRules &rules = session.services().staff.rules;
    rules.finalSaleSkus = {u"GIFT-CARD-25"_s, u"GIFT-CARD-50"_s, u"SOCKS-3P"_s};
    rules.finalSaleCategories = {u"food"_s, u"health > contact lenses"_s};
    ++rules.version;
    press(session, u"Return rules"_s, &session.window());
    session.shoot(u"return-rules"_s);
    session.window().findChild<QSpinBox *>(u"window_days"_s)->setValue(14);
    rules.windowDays = 60;
    ++rules.version;
    session.window().tick();
    session.shoot(u"return-rules-conflict"_s);
    press(session, u"Load what is there"_s, &session.window());
}

void shootMails(Session &session)
{
    session.services().mails.changeElsewhere(MailKind::ReturnApproved, u"en"_s, u"Return {{return.number}}: please send it"_s);
    press(session, u"Mails"_s, &session.window());
    session.shoot(u"mails"_s);
    auto *panel = session.window().findChild<MailTemplatesPanel *>();
    QTest::keyClicks(panel->findChild<QLineEdit *>(u"subject"_s), u" {{order.nubmer}}"_s);
    QTest::qWait(300); // until what was typed is previewed
    session.shoot(u"mails-unknown-placeholder"_s);
    press(session, u"Discard changes"_s, &session.window());
    press(session, u"Send a test mail…"_s, &session.window());
    auto *dialog = session.dialog<TestMailDialog>();
    session.shoot(u"mails-test"_s, dialog);
    dialog->done(0);
    session.settle();
}

void shootMany(const Studio &studio)
{
    Session session(studio, true);
    fillManyPartners(session.services(), now);
    for (const auto &[key, name] :
         {std::pair{Qt::Key_4, u"partners-many"_s}, {Qt::Key_5, u"jobs-many"_s}, {Qt::Key_6, u"webhooks-many"_s}}) {
        session.go(key);
        session.window().tick();
        session.settle();
        session.shoot(name);
    }
}

void shootAll(const Studio &studio)
{
    {
        Session session(studio, false);
        session.shoot(u"dashboard-empty"_s);
        session.go(Qt::Key_2);
        session.shoot(u"sales-empty"_s);
        session.go(Qt::Key_4);
        session.shoot(u"partners-empty"_s);
        session.go(Qt::Key_5);
        session.shoot(u"jobs-empty"_s);
        session.go(Qt::Key_6);
        session.shoot(u"webhooks-empty"_s);
    }
    {
        Session session(studio, true, {});
        session.shoot(u"dashboard-elsewhere"_s);
    }
    Session session(studio, true);
    session.shoot(u"dashboard"_s);
    session.go(Qt::Key_2);
    session.shoot(u"sales"_s);
    for (QPushButton *button : session.window().findChildren<QPushButton *>()) {
        if (button->isVisible() && button->text().contains("En&d"_L1)) {
            button->click();
        }
    }
    if (auto *question = session.dialog<QMessageBox>()) {
        session.shoot(u"sales-question"_s, question);
        question->reject();
    }
    shootEditor(session);
    shootImport(session);
    shootPartners(session);
    shootJobs(session);
    shootWebhooks(session);
    shootReturnRules(session);
    shootMails(session);
    shootUsers(session);
    shootMany(studio);
    shootDoor(studio);
    shootDemo(studio);
    shootOtherRole(studio);
    session.go(Qt::Key_1);
    session.services().figures.store = {.writable = false, .problem = u"The disk is full."_s};
    session.services().stockFailure = Error{ErrorCode::StorageUnavailable, u"The disk is full."_s, {}, {}};
    session.window().tick();
    session.shoot(u"dashboard-trouble"_s);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    if (application.arguments().size() != 2 || !QDir().mkpath(application.arguments().at(1))) {
        std::fprintf(stderr, "usage: console_screenshots OUTDIR\n");
        return 2;
    }
    installTranslations(application);
    const QDir folder(application.arguments().at(1));
    shootAll({folder, u"light"_s, QSize(1280, 800), ThemeChoice::Light});
    shootAll({folder, u"dark"_s, QSize(1280, 800), ThemeChoice::Dark});
    shootAll({folder, u"light-large"_s, QSize(1920, 1080), ThemeChoice::Light});
    shootAll({folder, u"dark-large"_s, QSize(1920, 1080), ThemeChoice::Dark});
    shootAll({folder, u"light-small"_s, QSize(1024, 640), ThemeChoice::Light});
    shootAll({folder, u"dark-small"_s, QSize(1024, 640), ThemeChoice::Dark});
    return 0;
}
