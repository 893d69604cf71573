// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mails/test_mail_dialog.h"

#include "ui/common/alive.h"

#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace tidegate {

TestMailDialog::TestMailDialog(MailTemplateServices &services, MailTemplate draft, const QString &address, QWidget *parent)
    : FormDialog(tr("Send a test mail"), tr("&Send"), parent)
    , m_services(services)
    , m_draft(std::move(draft))
    , m_recipient(new QLineEdit(address))
{
    addField(u"recipient"_s, tr("&E-mail address"), m_recipient);
    const QString wait = tr("No mail server is set up ([mail] host): the mail will wait until there is one.");
    QLabel *what = mutedLabel(m_services.sendsMail() ? tr("As it is written now, saved or not, with values made up.") : wait);
    what->setWordWrap(true);
    addWidget(what);
    m_recipient->setFocus();
    connect(m_recipient, &QLineEdit::textEdited, this, [this] { setDirty(); });
}

void TestMailDialog::submit()
{
    clearErrors();
    setBusy(true);
    const QString address = m_recipient->text().trimmed();
    m_services.sendTestMail(m_draft, address, whileAlive(this, [this, address](const Result<Done> &result) {
                                setBusy(false);
                                if (!result) {
                                    showRefusal(result.error());
                                    return;
                                }
                                Q_EMIT sent(address);
                                accept();
                            }));
}

} // namespace tidegate
