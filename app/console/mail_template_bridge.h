// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/console/console_identity.h"
#include "ui/mail_template_services.h"

#include <QObject>

namespace tidegate {

/// Gives the console what it asks about mails to customers. Lives on the GUI thread.
class MailTemplateBridge final : public QObject, public MailTemplateServices
{
public:
    /// All outlive this. `sendsMail`: a mail server is known.
    MailTemplateBridge(Store &store, const Clock &clock, Random &random, bool sendsMail, const ConsoleIdentity &identity);

    [[nodiscard]] bool sendsMail() const override { return m_sendsMail; }
    void mailTemplates(Answer<std::vector<MailTemplate>> answer) override;
    void saveMailTemplate(const MailTemplate &changed, Answer<MailTemplate> answer) override;
    void resetMailTemplate(const MailTemplate &seen, Answer<MailTemplate> answer) override;
    void previewMail(const MailTemplate &draft, Answer<MailText> answer) override;
    void sendTestMail(const MailTemplate &draft, const QString &recipient, Answer<Done> answer) override;

private:
    MailTemplateService m_templates;
    const bool m_sendsMail;
    const ConsoleIdentity &m_identity;
};

} // namespace tidegate
