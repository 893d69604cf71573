// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/mail_template_bridge.h"

#include "app/console/console_access.h"
#include "app/console/console_answer.h"

namespace tidegate {

MailTemplateBridge::MailTemplateBridge(Store &store, const Clock &clock, Random &random, bool sendsMail,
                                       const ConsoleIdentity &identity)
    : m_templates(store, clock, random)
    , m_sendsMail(sendsMail)
    , m_identity(identity)
{
}

void MailTemplateBridge::mailTemplates(Answer<std::vector<MailTemplate>> answer)
{
    if (const auto actor = admit(this, m_identity, StaffRole::Admin, answer))
        deliverTo(this, m_templates.templates(*actor), std::move(answer), asItIs);
}

void MailTemplateBridge::saveMailTemplate(const MailTemplate &changed, Answer<MailTemplate> answer)
{
    if (const auto actor = admit(this, m_identity, StaffRole::Admin, answer))
        deliverTo(this, m_templates.save(changed, *actor), std::move(answer), asItIs);
}

void MailTemplateBridge::resetMailTemplate(const MailTemplate &seen, Answer<MailTemplate> answer)
{
    if (const auto actor = admit(this, m_identity, StaffRole::Admin, answer))
        deliverTo(this, m_templates.reset(seen.kind, seen.language, seen.version, *actor), std::move(answer), asItIs);
}

void MailTemplateBridge::previewMail(const MailTemplate &draft, Answer<MailText> answer)
{
    answerLater(this, std::move(answer), MailTemplateService::preview(draft));
}

void MailTemplateBridge::sendTestMail(const MailTemplate &draft, const QString &recipient, Answer<Done> answer)
{
    if (const auto actor = admit(this, m_identity, StaffRole::Admin, answer))
        deliverTo(this, m_templates.sendTest(draft, recipient, *actor), std::move(answer), asItIs);
}

} // namespace tidegate
