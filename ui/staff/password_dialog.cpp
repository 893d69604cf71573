// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/staff/password_dialog.h"

#include "ui/common/alive.h"
#include "ui/common/format.h"
#include "ui/staff/door_page.h"

#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace tidegate {

PasswordDialog::PasswordDialog(StaffServices &services, QWidget *parent)
    : FormDialog(tr("Change password"), tr("C&hange password"), parent)
    , m_services(services)
    , m_current(addPassword(u"current"_s, tr("&Present password")))
    , m_password(addPassword(u"password"_s, tr("&New password")))
    , m_repeated(addPassword(u"repeated"_s, tr("The same &again")))
{
    QLabel *rules = mutedLabel(passwordRules() + u' ' + tr("Your sessions elsewhere end."));
    rules->setWordWrap(true);
    addWidget(rules);
    m_current->setFocus();
}

QLineEdit *PasswordDialog::addPassword(const QString &name, const QString &label)
{
    auto *line = new QLineEdit;
    line->setEchoMode(QLineEdit::Password);
    addField(name, label, line);
    connect(line, &QLineEdit::textEdited, this, [this] { setDirty(); });
    return line;
}

void PasswordDialog::submit()
{
    if (m_current->text().isEmpty()) {
        setFieldError(u"current"_s, tr("Type the password that you have now."));
    }
    if (m_password->text() != m_repeated->text()) {
        setFieldError(u"repeated"_s, tr("This is not the same as above."));
    }
    if (hasErrors()) {
        focusFirstError();
        return;
    }
    setBusy(true);
    m_services.changePassword(m_current->text(), m_password->text(), whileAlive(this, [this](const Result<SignedIn> &result) {
                                  setBusy(false);
                                  if (result) {
                                      Q_EMIT changed();
                                      accept();
                                  } else if (result.error().code == ErrorCode::RateLimited) {
                                      banner()->tell(
                                          Banner::Tone::Warning,
                                          tr("Too many wrong passwords. The next one is looked at in %1.")
                                              .arg(spanText(result.error().retryAfter.value_or(std::chrono::seconds(1)))));
                                  } else {
                                      showRefusal(result.error());
                                  }
                              }));
}

} // namespace tidegate
