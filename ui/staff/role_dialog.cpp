// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/staff/role_dialog.h"

#include "ui/staff/role_text.h"

#include <QButtonGroup>
#include <QRadioButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace tidegate {

QButtonGroup *addRoleChoice(QVBoxLayout *to, StaffRole chosen)
{
    auto *group = new QButtonGroup(to);
    for (const StaffRole role : staffRoles) {
        auto *button = new QRadioButton(RoleDialog::tr("%1: %2", "role and its work").arg(roleText(role), roleWork(role)));
        button->setObjectName(u"role-"_s + staffRoleName(role));
        button->setChecked(role == chosen);
        group->addButton(button, int(role));
        to->addWidget(button);
    }
    return group;
}

StaffRole chosenRole(const QButtonGroup *choice)
{
    return StaffRole(choice->checkedId());
}

RoleDialog::RoleDialog(const StaffUser &user, const QString &remark, std::function<void(StaffRole)> yes, QWidget *parent)
    : ChoiceDialog({.title = tr("Which role shall %1 have?").arg(user.name),
                    .text = (tr("It counts at once, also where %1 is signed in.").arg(user.name) + u' ' + remark).trimmed(),
                    .action = tr("&Change role")},
                   parent)
{
    QButtonGroup *choice = addRoleChoice(choices(), user.role);
    choice->checkedButton()->setFocus();
    connect(this, &QDialog::accepted, this, [choice, before = user.role, yes = std::move(yes)] {
        if (chosenRole(choice) != before) {
            yes(chosenRole(choice));
        }
    });
}

} // namespace tidegate
