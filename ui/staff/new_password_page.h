// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/staff/door_page.h"
#include "ui/staff_services.h"

namespace tidegate {

/// Whoever signed in with a one-time password chooses another before anything else.
class NewPasswordPage : public DoorPage
{
    Q_OBJECT

public:
    /// The services outlive this.
    explicit NewPasswordPage(StaffServices &services, QWidget *parent = nullptr);

    /// `current`: the password that was just given.
    void open(const StaffActor &worker, const QString &current);

Q_SIGNALS:
    void changed(const SignedIn &signedIn);
    /// To sign in as somebody else.
    void backWanted();

protected:
    void submit() override;

private:
    StaffServices &m_services;
    QLineEdit *m_password;
    QLineEdit *m_repeated;
    QString m_current;
};

} // namespace tidegate
