// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/notify/mail_template.h"
#include "ui/answer.h"

namespace tidegate {

/// What the console asks about the mails that customers get. Called on the GUI thread alone; no call blocks. All but admins are answered
/// Forbidden, and nobody signed in Unauthenticated.
class MailTemplateServices
{
public:
    virtual ~MailTemplateServices() = default;

    /// Whether a mail server is known; without one mails wait.
    [[nodiscard]] virtual bool sendsMail() const = 0;
    /// Of every kind and language, in the order of mailKinds() and mailLanguages().
    virtual void mailTemplates(Answer<std::vector<MailTemplate>> answer) = 0;
    /// VersionConflict where `changed.version` is not the newest; InvalidRequest with every field that is wrong.
    virtual void saveMailTemplate(const MailTemplate &changed, Answer<MailTemplate> answer) = 0;
    /// Back to the program's own text.
    virtual void resetMailTemplate(const MailTemplate &seen, Answer<MailTemplate> answer) = 0;
    /// The text filled in with values made up. InvalidRequest as saving has it.
    virtual void previewMail(const MailTemplate &draft, Answer<MailText> answer) = 0;
    virtual void sendTestMail(const MailTemplate &draft, const QString &recipient, Answer<Done> answer) = 0;
};

} // namespace tidegate
