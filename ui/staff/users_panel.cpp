// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/staff/users_panel.h"

#include "ui/common/flow_layout.h"
#include "ui/common/format.h"
#include "ui/common/icon.h"
#include "ui/common/question.h"
#include "ui/common/search_field.h"
#include "ui/common/table.h"
#include "ui/staff/role_dialog.h"
#include "ui/staff/role_text.h"
#include "ui/staff/users_model.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

UsersPanel::UsersPanel(StaffServices &services, QWidget *parent)
    : Panel(tr("Users"), parent)
    , m_services(services)
    , m_poll(
          this, [&services](auto answer) { services.users(std::move(answer)); },
          [this](auto result) { showUsers(std::move(result)); })
    , m_model(new UsersModel(this))
    , m_table(new Table(u"users"_s, tr("Users")))
    , m_search(new SearchField(u"userSearch"_s, tr("Find users"), tr("Find by name or role  ( / )")))
{
    QPushButton *create = iconButton(u"plus"_s, tr("&New user…"));
    addToHeading(create);
    connect(create, &QPushButton::clicked, this, &UsersPanel::newUser);
    body()->addWidget(buildList());
    allowSteps();
}

QWidget *UsersPanel::buildList()
{
    m_search->reachFrom(this);
    m_table->showModel(m_model, UsersModel::SortRole);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    QHeaderView *header = m_table->horizontalHeader();
    header->setSectionResizeMode(UsersModel::Name, QHeaderView::Stretch);
    const int letter = fontMetrics().averageCharWidth();
    header->resizeSection(UsersModel::Role, letter * 16);
    header->resizeSection(UsersModel::State, letter * 38);
    header->resizeSection(UsersModel::Since, letter * 28);
    connect(m_search, &QLineEdit::textChanged, m_table, &Table::filter);
    connect(m_search, &SearchField::left, m_table, qOverload<>(&QWidget::setFocus));
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &UsersPanel::allowSteps);
    connect(m_table, &QAbstractItemView::activated, this, &UsersPanel::askRole);
    auto *card = new Card;
    card->body()->addWidget(m_search);
    card->body()->addWidget(m_table, 1);
    card->body()->addLayout(buildButtons());
    return card;
}

QLayout *UsersPanel::buildButtons()
{
    m_role = iconButton(u"edit"_s, tr("&Role…"));
    m_password = iconButton(u"key"_s, tr("New &password…"));
    m_switch = iconButton(u"power"_s, tr("&Disable…"));
    auto *buttons = new FlowLayout(8, 8);
    for (QPushButton *button : {m_role, m_password, m_switch}) {
        buttons->addWidget(button);
    }
    connect(m_role, &QPushButton::clicked, this, &UsersPanel::askRole);
    connect(m_password, &QPushButton::clicked, this, &UsersPanel::askPassword);
    connect(m_switch, &QPushButton::clicked, this, &UsersPanel::askSwitch);
    return buttons;
}

void UsersPanel::refresh()
{
    m_poll.ask();
}

QString UsersPanel::reasonToStay() const
{
    if (m_busy || m_secret) {
        return tr("A password that was just made has not been handed over yet, and can't be shown again.");
    }
    return m_editor && m_editor->hasUnsaved() ? tr("A user that you are adding has not been saved.") : QString();
}

void UsersPanel::newUser()
{
    if (m_editor) {
        m_editor->raise();
        m_editor->activateWindow();
        return;
    }
    m_editor = new UserEditor(m_services, window());
    connect(m_editor, &UserEditor::added, this, [this](const IssuedPassword &issued) {
        m_search->clear();
        m_poll.ask();
        showPassword(issued);
    });
    m_editor->open();
}

const StaffUser *UsersPanel::selected() const
{
    const int row = m_table->currentSourceRow();
    return row < 0 ? nullptr : &m_model->rows()[std::size_t(row)];
}

bool UsersPanel::isSelf(const StaffUser &user) const
{
    const auto worker = m_services.signedIn();
    return worker && worker->id == user.id;
}

bool UsersPanel::isLastAdmin(const StaffUser &user) const
{
    const auto &rows = m_model->rows();
    const auto isAdmin = [](const StaffUser &row) { return row.role == StaffRole::Admin && !row.disabledAt; };
    return isAdmin(user) && std::count_if(rows.begin(), rows.end(), isAdmin) == 1;
}

void UsersPanel::showUsers(Result<std::vector<StaffUser>> users)
{
    if (!users) {
        tellStale(tr("The users can't be read; what is shown may be old. %1").arg(errorText(users.error())));
        return;
    }
    tellFresh();
    m_model->setRows(std::move(*users));
    if (m_table->currentSourceRow() < 0 && !m_model->rows().empty()) {
        m_table->selectSourceRow(0);
    }
    allowSteps();
}

void UsersPanel::allowSteps()
{
    const StaffUser *user = selected();
    const bool can = user && !m_busy;
    const bool last = user && isLastAdmin(*user);
    const QString why = last ? tr("%1 is the only admin. Make another user admin first.").arg(user->name) : QString();
    m_role->setEnabled(can && !last);
    m_role->setToolTip(why);
    const bool self = user && isSelf(*user);
    m_password->setEnabled(can && !self);
    m_password->setToolTip(self ? tr("Your own password you change under My account.") : QString());
    m_switch->setEnabled(can && !last);
    m_switch->setToolTip(why);
    m_switch->setText(user && user->disabledAt ? tr("&Enable…") : tr("&Disable…"));
}

void UsersPanel::setBusy(bool busy)
{
    m_busy = busy;
    allowSteps();
}

void UsersPanel::askRole()
{
    const StaffUser *user = selected();
    if (!user || !m_role->isEnabled()) {
        return;
    }
    const QString remark = isSelf(*user)
        ? tr("This is you: as anything but admin you no longer see this page, nor the others that are for admins.")
        : QString();
    auto *dialog = new RoleDialog(
        *user, remark, [this, user = *user](StaffRole role) { setRole(user, role); }, window());
    dialog->open();
}

void UsersPanel::askPassword()
{
    const StaffUser *user = selected();
    if (!user) {
        return;
    }
    ask(this,
        {.title = tr("Give %1 a new password?").arg(user->name),
         .text =
             tr("The present one is good no more, and %1 is signed out everywhere. A one-time password is shown once, for you to hand "
                "over; it has to be changed at the next sign-in.")
                 .arg(user->name),
         .action = tr("&New password"),
         .risky = true},
        [this, user = *user] { renewPassword(user); });
}

void UsersPanel::askSwitch()
{
    const StaffUser *user = selected();
    if (!user) {
        return;
    }
    const bool disable = !user->disabledAt;
    const QString text = !disable ? tr("%1 can sign in again, with the password from before.").arg(user->name)
        : isSelf(*user) ? tr("This is you: the window locks, and you can't sign in until another admin enables you again.")
                        : tr("%1 is signed out everywhere, and can't sign in until you enable the user again. What %1 did stays "
                             "in all records.")
                              .arg(user->name);
    ask(this,
        {.title = disable ? tr("Disable %1?").arg(user->name) : tr("Enable %1 again?").arg(user->name),
         .text = text,
         .action = disable ? tr("&Disable") : tr("&Enable"),
         .risky = disable},
        [this, user = *user, disable] { setDisabled(user, disable); });
}

void UsersPanel::setRole(const StaffUser &user, StaffRole role)
{
    setBusy(true);
    m_services.setRole(user.name, user.version, role, whileAlive(this, [this, user, role](const Result<StaffUser> &result) {
                           tellOutcome(result, tr("%1 has the role %2 now.").arg(user.name, roleText(role)), user);
                       }));
}

void UsersPanel::setDisabled(const StaffUser &user, bool disabled)
{
    setBusy(true);
    m_services.setDisabled(
        user.name, user.version, disabled, whileAlive(this, [this, user, disabled](const Result<StaffUser> &result) {
            tellOutcome(result, disabled ? tr("%1 is disabled.").arg(user.name) : tr("%1 is enabled.").arg(user.name), user);
        }));
}

void UsersPanel::renewPassword(const StaffUser &user)
{
    setBusy(true);
    m_services.renewPassword(user.name, whileAlive(this, [this, user](const Result<IssuedPassword> &result) {
                                 if (!result) {
                                     tellOutcome(tl::unexpected(result.error()), {}, user);
                                     return;
                                 }
                                 setBusy(false);
                                 m_poll.ask();
                                 showPassword(*result);
                             }));
}

void UsersPanel::tellOutcome(const Result<StaffUser> &result, const QString &done, const StaffUser &user)
{
    setBusy(false);
    m_poll.ask();
    if (result) {
        banner()->tell(Banner::Tone::Good, done);
        return;
    }
    QString why = errorText(result.error());
    if (result.error().code == ErrorCode::VersionConflict) {
        why = tr("Somebody else changed this user meanwhile. Look at what stands in the list now, and try again.");
    } else if (result.error().code == ErrorCode::Conflict) {
        why = tr("No admin would be left. Make another user admin first.");
    }
    banner()->tell(Banner::Tone::Bad, tr("%1 is as before. %2", "user and reason").arg(user.name, why));
}

void UsersPanel::showPassword(const IssuedPassword &issued)
{
    m_secret = new SecretDialog(
        {.title = tr("The one-time password of %1").arg(issued.user.name),
         .advice = tr("Hand it over to %1 alone. At the first sign-in another one has to be chosen.").arg(issued.user.name)},
        issued.password, m_clipboard, window());
    m_secret->open();
}

} // namespace tidegate
