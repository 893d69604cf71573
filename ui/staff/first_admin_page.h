// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/staff/door_page.h"
#include "ui/staff_services.h"

namespace tidegate {

/// Where nobody works yet: makes the first admin, with a password of their own choice.
class FirstAdminPage : public DoorPage
{
    Q_OBJECT

public:
    /// The services outlive this.
    explicit FirstAdminPage(StaffServices &services, QWidget *parent = nullptr);

    void open();

Q_SIGNALS:
    void made(const SignedIn &signedIn);
    /// Somebody was faster: there are users now.
    void tooLate();

protected:
    void submit() override;

private:
    StaffServices &m_services;
    QLineEdit *m_name;
    QLineEdit *m_password;
    QLineEdit *m_repeated;
};

} // namespace tidegate
