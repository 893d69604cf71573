// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/mail_template_services.h"

#include <QObject>
#include <QStringList>

namespace tidegate {

/// Mails to customers, the program's own at first; previews are the real ones.
class ScriptedMails : public QObject, public MailTemplateServices
{
    Q_OBJECT

public:
    ScriptedMails();

    MailTemplate &find(MailKind kind, const QString &language);
    /// As an admin elsewhere does.
    void changeElsewhere(MailKind kind, const QString &language, const QString &subject);

    std::vector<MailTemplate> all;
    bool hasServer = true;
    std::optional<Error> readFailure;
    std::optional<Error> saveFailure; ///< of a reset as well
    std::vector<MailTemplate> saved;
    QStringList tests; ///< "ADDRESS SUBJECT"

    [[nodiscard]] bool sendsMail() const override { return hasServer; }
    void mailTemplates(Answer<std::vector<MailTemplate>> answer) override;
    void saveMailTemplate(const MailTemplate &changed, Answer<MailTemplate> answer) override;
    void resetMailTemplate(const MailTemplate &seen, Answer<MailTemplate> answer) override;
    void previewMail(const MailTemplate &draft, Answer<MailText> answer) override;
    void sendTestMail(const MailTemplate &draft, const QString &recipient, Answer<Done> answer) override;
};

} // namespace tidegate
