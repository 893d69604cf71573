// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/notify/mail_outbox.h"

#include "core/base/id.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// One line, whatever was in it.
QString oneLine(QString text)
{
    std::replace_if(
        text.begin(), text.end(), [](QChar c) { return !c.isPrint() && !c.isHighSurrogate() && !c.isLowSurrogate(); }, u' ');
    return text.simplified();
}

} // namespace

void queueMail(WriteTransaction &transaction, const Mail &mail, const Clock &clock, Random &random)
{
    const UtcMillis now = transaction.now();
    transaction.exec(
        u"INSERT INTO mail (id, kind, recipient, subject, text_body, html_body, status, next_attempt_at, created_at) "
        "VALUES (?, ?, ?, ?, ?, ?, 'pending', ?, ?)"_s,
        {newId(clock, random), mail.kind, oneLine(mail.recipient), oneLine(mail.subject), mail.text, mail.html, now, now});
}

} // namespace tidegate
