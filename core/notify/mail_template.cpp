// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/notify/mail_template.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/notify/mail_outbox.h"
#include "core/store/action_key.h"
#include "core/store/refusal.h"

#include <QLoggingCategory>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(lcTemplates, "tidegate.mail.templates", QtInfoMsg)

QString nameOf(MailKind kind, const QString &language)
{
    return mailKindName(kind) + u'/' + language;
}

QString describe(const MailTemplate &seen)
{
    return u"the mail template "_s + nameOf(seen.kind, seen.language);
}

QByteArray auditState(const MailTemplate &state)
{
    if (!state.isChanged)
        return toJson({{u"default"_s, true}});
    return toJson({{u"subject"_s, state.text.subject}, {u"text"_s, state.text.text}, {u"html"_s, state.text.html}});
}

/// Without texts: the program's own from now on.
void write(WriteTransaction &transaction, const MailTemplate &changed, const QString &actor)
{
    const bool kept = changed.isChanged;
    transaction.exec(
        u"INSERT INTO mail_template (kind, language, subject, text_body, html_body, changed_by, changed_at, version) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (kind, language) DO UPDATE SET subject = excluded.subject, "
        "text_body = excluded.text_body, html_body = excluded.html_body, changed_by = excluded.changed_by, "
        "changed_at = excluded.changed_at, version = excluded.version"_s,
        {mailKindName(changed.kind), changed.language, kept ? QVariant(changed.text.subject) : QVariant(),
         kept ? QVariant(changed.text.text) : QVariant(), kept ? QVariant(changed.text.html) : QVariant(), actor,
         transaction.now(), changed.version + 1});
}

/// `changed` has the version that was seen.
Result<MailTemplate> change(WriteTransaction &transaction, const MailTemplate &changed, const StaffActor &actor,
                            const QString &requestId)
{
    const MailTemplate before = readMailTemplate(transaction, changed.kind, changed.language);
    if (before.version != changed.version)
        return versionConflict(describe(changed), before.version);
    if (!changed.isChanged && !before.isChanged)
        return failure(ErrorCode::Conflict, describe(changed) + u" is the program's own already"_s);
    write(transaction, changed, actor.text());
    MailTemplate after = readMailTemplate(transaction, changed.kind, changed.language);
    transaction.audit({actor.text(), changed.isChanged ? u"mail_template.changed"_s : u"mail_template.reset"_s,
                       u"mail_template"_s, nameOf(changed.kind, changed.language), auditState(before), auditState(after),
                       requestId});
    return after;
}

Result<Done> checkLanguage(const QString &language)
{
    if (mailLanguages().contains(language))
        return Done{};
    return invalidField(u"language"_s, u"unknown_language"_s, u"Mails are written in %1."_s.arg(mailLanguages().join(u", "_s)),
                        language.left(64));
}

} // namespace

MailTemplate readMailTemplate(ReadTransaction &transaction, MailKind kind, const QString &language)
{
    MailTemplate found;
    found.kind = kind;
    found.language = mailLanguage(language);
    transaction.each(u"SELECT subject, text_body, html_body, changed_by, changed_at, version FROM mail_template "
                     "WHERE kind = ? AND language = ?"_s,
                     {mailKindName(kind), found.language}, [&found](const Row &row) {
                         found.isChanged = !row.isNull(0);
                         found.text = {row.text(0), row.text(1), row.text(2)};
                         found.changedBy = row.text(3);
                         found.changedAt = row.integer(4);
                         found.version = row.integer(5);
                     });
    if (!found.isChanged)
        found.text = defaultMailText(kind, found.language);
    return found;
}

void queueCustomerMail(WriteTransaction &transaction, const CustomerMail &mail, const Clock &clock, Random &random)
{
    if (!isEmailAddress(mail.recipient))
        return;
    const MailTemplate written = readMailTemplate(transaction, mail.kind, mail.language);
    Result<MailText> text = fillIn(mail.kind, written.text, mail.values);
    if (!text) {
        qCWarning(lcTemplates).noquote() << describe(written) << "can't be filled in any more, the program's own takes its place:"
                                         << text.error().detail;
        text = fillIn(mail.kind, defaultMailText(mail.kind, written.language), mail.values);
    }
    queueMail(transaction, {mailKindName(mail.kind), mail.recipient, text->subject, text->text, text->html}, clock, random);
}

MailTemplateService::MailTemplateService(Store &store, const Clock &clock, Random &random)
    : m_store(store)
    , m_clock(clock)
    , m_random(random)
{
}

Async<Result<std::vector<MailTemplate>>> MailTemplateService::templates(StaffActor actor)
{
    return m_store.read([actor](ReadTransaction &transaction) -> Result<std::vector<MailTemplate>> {
        if (const auto allowed = demandRole(actor, StaffRole::Admin); !allowed)
            return tl::unexpected(allowed.error());
        std::vector<MailTemplate> all;
        for (const MailKind kind : mailKinds()) {
            for (const QString &language : mailLanguages())
                all.push_back(readMailTemplate(transaction, kind, language));
        }
        return all;
    });
}

Async<Result<MailTemplate>> MailTemplateService::save(MailTemplate changed, StaffActor actor, QString requestId)
{
    changed.isChanged = true;
    auto saving = m_store.write([changed, actor, requestId](WriteTransaction &transaction) -> Result<MailTemplate> {
        for (const auto &checked :
             {demandRole(actor, StaffRole::Admin), checkLanguage(changed.language), checkMailText(changed.kind, changed.text)}) {
            if (!checked)
                return tl::unexpected(checked.error());
        }
        return change(transaction, changed, actor, requestId);
    });
    return auditForbidden(m_store, std::move(saving),
                          {actor.text(), u"mail_template.changed"_s, nameOf(changed.kind, changed.language), requestId});
}

Async<Result<MailTemplate>> MailTemplateService::reset(MailKind kind, QString language, qint64 expectedVersion, StaffActor actor,
                                                       QString requestId)
{
    MailTemplate reset;
    reset.kind = kind;
    reset.language = std::move(language);
    reset.version = expectedVersion;
    auto resetting = m_store.write([reset, actor, requestId](WriteTransaction &transaction) -> Result<MailTemplate> {
        for (const auto &checked : {demandRole(actor, StaffRole::Admin), checkLanguage(reset.language)}) {
            if (!checked)
                return tl::unexpected(checked.error());
        }
        return change(transaction, reset, actor, requestId);
    });
    return auditForbidden(m_store, std::move(resetting),
                          {actor.text(), u"mail_template.reset"_s, nameOf(reset.kind, reset.language), requestId});
}

Result<MailText> MailTemplateService::preview(const MailTemplate &draft)
{
    if (const auto checked = checkMailText(draft.kind, draft.text); !checked)
        return tl::unexpected(checked.error());
    return fillIn(draft.kind, draft.text, sampleValues(draft.kind));
}

Async<Result<Done>> MailTemplateService::sendTest(MailTemplate draft, QString recipient, StaffActor actor, QString requestId)
{
    auto testing = m_store.write([=, &clock = m_clock, &random = m_random](WriteTransaction &transaction) -> Result<Done> {
        if (const auto allowed = demandRole(actor, StaffRole::Admin); !allowed)
            return allowed;
        const QString address = recipient.trimmed();
        if (!isEmailAddress(address))
            return invalidField(u"recipient"_s, u"not_an_address"_s, u"This is no e-mail address."_s, address.left(64));
        const auto text = preview(draft);
        if (!text)
            return tl::unexpected(text.error());
        queueMail(transaction,
                  {u"test."_s + mailKindName(draft.kind), address, u"[Test] "_s + text->subject, text->text, text->html}, clock,
                  random);
        transaction.audit({actor.text(),
                           u"mail_template.tested"_s,
                           u"mail_template"_s,
                           nameOf(draft.kind, draft.language),
                           {},
                           toJson({{u"recipient"_s, address}}),
                           requestId});
        return Done{};
    });
    return auditForbidden(m_store, std::move(testing),
                          {actor.text(), u"mail_template.tested"_s, nameOf(draft.kind, draft.language), requestId});
}

} // namespace tidegate
