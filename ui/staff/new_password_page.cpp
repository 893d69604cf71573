// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/staff/new_password_page.h"

#include "ui/common/alive.h"
#include "ui/common/form_fields.h"
#include "ui/common/icon.h"

#include <QLineEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace tidegate {

NewPasswordPage::NewPasswordPage(StaffServices &services, QWidget *parent)
    : DoorPage(tr("Choose your password"), tr("&Change and go on"), parent)
    , m_services(services)
    , m_password(addPassword(u"password"_s, tr("New &password")))
    , m_repeated(addPassword(u"repeated"_s, tr("The same &again")))
{
    QLabel *rules = mutedLabel(passwordRules());
    rules->setWordWrap(true);
    fields()->addWidget(rules);
    QPushButton *back = iconButton(u"back"_s, tr("Sign in as &somebody else"));
    connect(back, &QPushButton::clicked, this, &NewPasswordPage::backWanted);
    addBelow(back, Qt::AlignLeading);
}

void NewPasswordPage::open(const StaffActor &worker, const QString &current)
{
    m_current = current;
    m_password->clear();
    m_repeated->clear();
    fields()->clearErrors();
    banner()->clear();
    setBusy(false);
    setIntroduction(
        tr("Welcome, %1. The password that you signed in with was for this one time: choose one that nobody else knows.")
            .arg(worker.name));
    m_password->setFocus();
}

void NewPasswordPage::submit()
{
    if (m_password->text() != m_repeated->text()) {
        fields()->setFieldError(u"repeated"_s, tr("This is not the same as above."));
        fields()->focusFirstError();
        return;
    }
    setBusy(true);
    m_services.changePassword(m_current, m_password->text(), whileAlive(this, [this](const Result<SignedIn> &result) {
                                  setBusy(false);
                                  if (!result) {
                                      showRefusal(result.error());
                                      return;
                                  }
                                  m_current.clear();
                                  m_password->clear();
                                  m_repeated->clear();
                                  Q_EMIT changed(*result);
                              }));
}

} // namespace tidegate
