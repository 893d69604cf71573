// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/notify/mail_text.h"
#include "core/staff/staff_actor.h"
#include "core/store/store.h"

namespace tidegate {

/// The templates of one kind of mail in one language.
struct MailTemplate {
    MailKind kind = MailKind::OrderShipped;
    QString language;
    MailText text;
    bool isChanged = false; ///< not the program's own
    QString changedBy;      ///< as in the audit trail; empty: nobody ever did
    std::optional<UtcMillis> changedAt;
    qint64 version = 0; ///< rises with each change; 0: there was none
};

/// Inside a command. An unknown language is read as the one that serves all others.
MailTemplate readMailTemplate(ReadTransaction &transaction, MailKind kind, const QString &language);

/// A mail to a customer, to be made.
struct CustomerMail {
    MailKind kind = MailKind::OrderShipped;
    QString recipient;
    QString language;
    MailValues values;
};

/// Writes it down in the transaction of its cause (queueMail()). Nothing where there is no address that mail could go to.
/// Templates that can't be filled in any more are passed over for the program's own: what happened is not undone for a mail.
void queueCustomerMail(WriteTransaction &transaction, const CustomerMail &mail, const Clock &clock, Random &random);

/// What an admin does with the templates. Roles are checked here. Thread-safe; nothing blocks.
class MailTemplateService
{
public:
    MailTemplateService(Store &store, const Clock &clock, Random &random);

    /// Of every kind and language, in the order of mailKinds() and mailLanguages(). Forbidden to all but admins, as all else
    /// here.
    Async<Result<std::vector<MailTemplate>>> templates(StaffActor actor);
    /// `changed.version` is the one that the caller has seen. VersionConflict; InvalidRequest as checkMailText() has it. Audited.
    Async<Result<MailTemplate>> save(MailTemplate changed, StaffActor actor, QString requestId = {});
    /// The program's own text again. VersionConflict; Conflict where it is that already. Audited.
    Async<Result<MailTemplate>> reset(MailKind kind, QString language, qint64 expectedVersion, StaffActor actor,
                                      QString requestId = {});
    /// What this text would look like, with values made up; saved or not. InvalidRequest as checkMailText() has it.
    static Result<MailText> preview(const MailTemplate &draft);
    /// Sends the same to an address. InvalidRequest for one that is none. Audited.
    Async<Result<Done>> sendTest(MailTemplate draft, QString recipient, StaffActor actor, QString requestId = {});

private:
    Store &m_store;
    const Clock &m_clock;
    Random &m_random;
};

} // namespace tidegate
