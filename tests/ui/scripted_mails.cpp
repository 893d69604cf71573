// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/scripted_mails.h"

#include "core/base/text.h"
#include "core/store/action_key.h"
#include "ui/scripted_answer.h"

using namespace Qt::StringLiterals;

namespace tidegate {

ScriptedMails::ScriptedMails()
{
    for (const MailKind kind : mailKinds()) {
        for (const QString &language : mailLanguages()) {
            MailTemplate own;
            own.kind = kind;
            own.language = language;
            own.text = defaultMailText(kind, language);
            all.push_back(own);
        }
    }
}

MailTemplate &ScriptedMails::find(MailKind kind, const QString &language)
{
    return *std::find_if(all.begin(), all.end(),
                         [&](const MailTemplate &each) { return each.kind == kind && each.language == language; });
}

void ScriptedMails::changeElsewhere(MailKind kind, const QString &language, const QString &subject)
{
    MailTemplate &present = find(kind, language);
    present.text.subject = subject;
    present.isChanged = true;
    present.changedBy = u"staff:zoe"_s;
    ++present.version;
}

void ScriptedMails::mailTemplates(Answer<std::vector<MailTemplate>> answer)
{
    giveLater(this, std::move(answer), resultOf(readFailure, all));
}

void ScriptedMails::saveMailTemplate(const MailTemplate &changed, Answer<MailTemplate> answer)
{
    if (saveFailure) {
        giveLater(this, std::move(answer), Result<MailTemplate>(tl::unexpected(*saveFailure)));
        return;
    }
    MailTemplate &present = find(changed.kind, changed.language);
    if (present.version != changed.version) {
        giveLater(this, std::move(answer), Result<MailTemplate>(versionConflict(u"the mail template"_s, present.version)));
        return;
    }
    if (const auto checked = checkMailText(changed.kind, changed.text); !checked) {
        giveLater(this, std::move(answer), Result<MailTemplate>(tl::unexpected(checked.error())));
        return;
    }
    saved.push_back(changed);
    present = changed;
    present.isChanged = true;
    ++present.version;
    giveLater(this, std::move(answer), Result<MailTemplate>(present));
}

void ScriptedMails::resetMailTemplate(const MailTemplate &seen, Answer<MailTemplate> answer)
{
    if (saveFailure) {
        giveLater(this, std::move(answer), Result<MailTemplate>(tl::unexpected(*saveFailure)));
        return;
    }
    MailTemplate &present = find(seen.kind, seen.language);
    if (present.version != seen.version) {
        giveLater(this, std::move(answer), Result<MailTemplate>(versionConflict(u"the mail template"_s, present.version)));
        return;
    }
    present.text = defaultMailText(seen.kind, seen.language);
    present.isChanged = false;
    ++present.version;
    giveLater(this, std::move(answer), Result<MailTemplate>(present));
}

void ScriptedMails::previewMail(const MailTemplate &draft, Answer<MailText> answer)
{
    giveLater(this, std::move(answer), MailTemplateService::preview(draft));
}

void ScriptedMails::sendTestMail(const MailTemplate &draft, const QString &recipient, Answer<Done> answer)
{
    if (!isEmailAddress(recipient)) {
        giveLater(this, std::move(answer),
                  Result<Done>(invalidField(u"recipient"_s, u"not_an_address"_s, u"This is no e-mail address."_s, recipient)));
        return;
    }
    tests << recipient + u' ' + draft.text.subject;
    giveLater(this, std::move(answer), Result<Done>(Done{}));
}

} // namespace tidegate
