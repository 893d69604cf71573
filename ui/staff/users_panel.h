// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/panel.h"
#include "ui/partners/secret_clipboard.h"
#include "ui/partners/secret_dialog.h"
#include "ui/staff/user_editor.h"
#include "ui/staff_services.h"

namespace tidegate {

class SearchField;
class Table;
class UsersModel;

/// Who works here: an admin adds them, gives roles and passwords, and shuts out who has left.
class UsersPanel : public Panel
{
    Q_OBJECT

public:
    /// The services outlive this.
    explicit UsersPanel(StaffServices &services, QWidget *parent = nullptr);

    void refresh() override;
    [[nodiscard]] QString reasonToStay() const override;

    /// Opens the form for a new user.
    void newUser();

private:
    [[nodiscard]] QWidget *buildList();
    [[nodiscard]] QLayout *buildButtons();
    [[nodiscard]] const StaffUser *selected() const;
    [[nodiscard]] bool isSelf(const StaffUser &user) const;
    [[nodiscard]] bool isLastAdmin(const StaffUser &user) const;
    void showUsers(Result<std::vector<StaffUser>> users);
    void allowSteps();
    void setBusy(bool busy);
    void askRole();
    void askPassword();
    void askSwitch();
    void setRole(const StaffUser &user, StaffRole role);
    void renewPassword(const StaffUser &user);
    void setDisabled(const StaffUser &user, bool disabled);
    void showPassword(const IssuedPassword &issued);
    void tellOutcome(const Result<StaffUser> &result, const QString &done, const StaffUser &user);

    StaffServices &m_services;
    Poll<std::vector<StaffUser>> m_poll;
    UsersModel *m_model;
    Table *m_table;
    SearchField *m_search;
    QPushButton *m_role = nullptr;
    QPushButton *m_password = nullptr;
    QPushButton *m_switch = nullptr;
    SecretClipboard m_clipboard;
    QPointer<UserEditor> m_editor;
    QPointer<SecretDialog> m_secret;
    bool m_busy = false;
};

} // namespace tidegate
