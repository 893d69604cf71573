// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "ui/staff_services.h"

#include <QStackedWidget>

#include <functional>

namespace tidegate {

class FirstAdminPage;
class NewPasswordPage;
class SignInPage;

/// What stands in the window while nobody works at it: the way in.
class StaffDoor : public QStackedWidget
{
    Q_OBJECT

public:
    /// Both outlive this.
    StaffDoor(StaffServices &services, const Clock &clock, QWidget *parent = nullptr);

    /// For whoever comes; where nobody works yet, for the first admin.
    void open();
    /// For whom the window was locked, as SignInPage has it.
    void openLocked(const StaffActor &worker, const QString &reason, std::function<QString()> unsaved);
    /// Once a second.
    void tick();

Q_SIGNALS:
    /// Somebody is signed in, and may go to work.
    void entered(const StaffActor &worker);

private:
    void goOn(const SignedIn &signedIn, const QString &password);

    StaffServices &m_services;
    SignInPage *m_signIn;
    NewPasswordPage *m_newPassword;
    FirstAdminPage *m_firstAdmin;
};

} // namespace tidegate
