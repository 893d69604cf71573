// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/staff/staff_user.h"
#include "ui/common/choice_dialog.h"

#include <functional>

class QButtonGroup;

namespace tidegate {

/// One button for each role, with what somebody who has it does.
QButtonGroup *addRoleChoice(QVBoxLayout *to, StaffRole chosen);
/// What is chosen among them.
StaffRole chosenRole(const QButtonGroup *choice);

/// Asks for the role that a user shall have.
class RoleDialog : public ChoiceDialog
{
    Q_OBJECT

public:
    /// `remark`: stands in the text as well, such as what it means for whoever asks; may be empty.
    RoleDialog(const StaffUser &user, const QString &remark, std::function<void(StaffRole)> yes, QWidget *parent);
};

} // namespace tidegate
