// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/staff/user_editor.h"

#include "ui/common/alive.h"
#include "ui/staff/role_dialog.h"

#include <QButtonGroup>
#include <QLineEdit>
#include <QRadioButton>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int maximumName = 64;

} // namespace

UserEditor::UserEditor(StaffServices &services, QWidget *parent)
    : FormDialog(tr("New user"), tr("&Add user"), parent)
    , m_services(services)
    , m_name(new QLineEdit)
{
    m_name->setMaxLength(maximumName);
    m_name->setPlaceholderText(tr("Letters, digits and . _ - @"));
    addField(u"name"_s, tr("&Name, by which they sign in"), m_name);
    auto *roles = new QWidget;
    auto *layout = new QVBoxLayout(roles);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    m_role = addRoleChoice(layout, StaffRole::Support);
    roles->setFocusProxy(m_role->checkedButton());
    addField(u"role"_s, tr("&Role"), roles);
    QLabel *remark = mutedLabel(
        tr("A one-time password is made up and shown once, for you to hand over. They choose their own at the first sign-in."));
    remark->setWordWrap(true);
    addWidget(remark);
    connect(m_name, &QLineEdit::textEdited, this, [this] { setDirty(); });
    m_name->setFocus();
}

void UserEditor::submit()
{
    const QString name = m_name->text().trimmed();
    if (name.isEmpty()) {
        setFieldError(u"name"_s, tr("Give the user a name."));
        focusFirstError();
        return;
    }
    setBusy(true);
    m_services.addUser(name, chosenRole(m_role), whileAlive(this, [this](const Result<IssuedPassword> &result) {
                           setBusy(false);
                           if (result) {
                               Q_EMIT added(*result);
                               accept();
                           } else if (result.error().code == ErrorCode::Conflict) {
                               setFieldError(u"name"_s, tr("There is another user of this name."));
                               focusFirstError();
                           } else {
                               showRefusal(result.error());
                           }
                       }));
}

} // namespace tidegate
