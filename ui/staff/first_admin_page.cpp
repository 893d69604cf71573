// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/staff/first_admin_page.h"

#include "ui/common/alive.h"
#include "ui/common/form_fields.h"

#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace tidegate {

FirstAdminPage::FirstAdminPage(StaffServices &services, QWidget *parent)
    : DoorPage(tr("Welcome to Tidegate"), tr("&Create and sign in"), parent)
    , m_services(services)
    , m_name(addLine(u"name"_s, tr("&Name")))
    , m_password(addPassword(u"password"_s, tr("&Password")))
    , m_repeated(addPassword(u"repeated"_s, tr("The same &again")))
{
    setIntroduction(tr("Nobody works here yet. You are the first admin: you add the other users later, under Users."));
    m_name->setText(u"admin"_s);
    QLabel *rules = mutedLabel(passwordRules());
    rules->setWordWrap(true);
    fields()->addWidget(rules);
}

void FirstAdminPage::open()
{
    m_name->setFocus();
    m_name->selectAll();
}

void FirstAdminPage::submit()
{
    if (m_name->text().trimmed().isEmpty()) {
        fields()->setFieldError(u"name"_s, tr("Type a name, by which you sign in."));
    }
    if (m_password->text() != m_repeated->text()) {
        fields()->setFieldError(u"repeated"_s, tr("This is not the same as above."));
    }
    if (fields()->hasErrors()) {
        fields()->focusFirstError();
        return;
    }
    setBusy(true);
    m_services.makeFirstAdmin(m_name->text().trimmed(), m_password->text(),
                              whileAlive(this, [this](const Result<SignedIn> &result) {
                                  setBusy(false);
                                  if (result) {
                                      m_password->clear();
                                      m_repeated->clear();
                                      Q_EMIT made(*result);
                                  } else if (result.error().code == ErrorCode::Conflict) {
                                      Q_EMIT tooLate();
                                  } else {
                                      showRefusal(result.error());
                                  }
                              }));
}

} // namespace tidegate
