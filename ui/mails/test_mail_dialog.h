// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/form_dialog.h"
#include "ui/mail_template_services.h"

class QLineEdit;

namespace tidegate {

/// Sends what is being written to an address, with values made up.
class TestMailDialog : public FormDialog
{
    Q_OBJECT

public:
    /// The services outlive this. `address`: a proposal.
    TestMailDialog(MailTemplateServices &services, MailTemplate draft, const QString &address, QWidget *parent);

Q_SIGNALS:
    void sent(const QString &address);

protected:
    void submit() override;

private:
    MailTemplateServices &m_services;
    const MailTemplate m_draft;
    QLineEdit *m_recipient;
};

} // namespace tidegate
