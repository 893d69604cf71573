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
        deliverTo(this, m_templates.templates(*actor), std::move(answer),
                  [](std::vector<MailTemplate> &all) { return std::move(all); });
}

void MailTemplateBridge::saveMailTemplate(const MailTemplate &changed, Answer<MailTemplate> answer)
{
    if (const auto actor = admit(this, m_identity, StaffRole::Admin, answer))
        deliverTo(this, m_templates.save(changed, *actor), std::move(answer),
                  [](MailTemplate &saved) { return std::move(saved); });
}

void MailTemplateBridge::resetMailTemplate(const MailTemplate &seen, Answer<MailTemplate> answer)
{
    if (const auto actor = admit(this, m_identity, StaffRole::Admin, answer))
        deliverTo(this, m_templates.reset(seen.kind, seen.language, seen.version, *actor), std::move(answer),
                  [](MailTemplate &reset) { return std::move(reset); });
}

void MailTemplateBridge::previewMail(const MailTemplate &draft, Answer<MailText> answer)
{
    QMetaObject::invokeMethod(
        this, [answer = std::move(answer), preview = MailTemplateService::preview(draft)] { answer(preview); },
        Qt::QueuedConnection);
}

void MailTemplateBridge::sendTestMail(const MailTemplate &draft, const QString &recipient, Answer<Done> answer)
{
    if (const auto actor = admit(this, m_identity, StaffRole::Admin, answer))
        deliverTo(this, m_templates.sendTest(draft, recipient, *actor), std::move(answer), [](Done done) { return done; });
}

} // namespace tidegate
