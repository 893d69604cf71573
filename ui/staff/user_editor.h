// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/form_dialog.h"
#include "ui/staff_services.h"

class QButtonGroup;
class QLineEdit;

namespace tidegate {

/// The form for a new user.
class UserEditor : public FormDialog
{
    Q_OBJECT

public:
    /// The services outlive this.
    UserEditor(StaffServices &services, QWidget *parent);

Q_SIGNALS:
    void added(const IssuedPassword &issued);

protected:
    void submit() override;

private:
    StaffServices &m_services;
    QLineEdit *m_name;
    QButtonGroup *m_role = nullptr;
};

} // namespace tidegate
