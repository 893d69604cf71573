// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/form_dialog.h"
#include "ui/staff_services.h"

class QLineEdit;

namespace tidegate {

/// The form by which whoever works at the window changes their password.
class PasswordDialog : public FormDialog
{
    Q_OBJECT

public:
    /// The services outlive this.
    PasswordDialog(StaffServices &services, QWidget *parent);

Q_SIGNALS:
    void changed();

protected:
    void submit() override;

private:
    [[nodiscard]] QLineEdit *addPassword(const QString &name, const QString &label);

    StaffServices &m_services;
    QLineEdit *m_current;
    QLineEdit *m_password;
    QLineEdit *m_repeated;
};

} // namespace tidegate
