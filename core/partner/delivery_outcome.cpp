// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/notify/mail_outbox.h"
#include "core/partner/callback_schedule.h"
#include "core/partner/delivery_table.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

namespace {

constexpr std::chrono::milliseconds longFailure = std::chrono::days(5);
constexpr std::chrono::milliseconds pauseBetweenMails = 24h;
const auto deadMail = u"callback.dead"_s;
const auto offMail = u"callback.switched_off"_s;

struct Ending {
    WriteTransaction &transaction;
    const ClaimedDelivery &delivery;
    const DeliveryAttempt &attempt;
    const Clock &clock;
    Random &random;
};

QString html(const QStringList &paragraphs)
{
    QString text;
    for (const QString &paragraph : paragraphs)
        text += u"<p>"_s + paragraph.toHtmlEscaped() + u"</p>\n"_s;
    return text;
}

void sendMail(const Ending &ending, const QString &kind, const QString &subject, const QStringList &paragraphs)
{
    queueMail(ending.transaction, {kind, ending.delivery.email, subject, paragraphs.join(u"\n\n"_s) + u'\n', html(paragraphs)},
              ending.clock, ending.random);
}

/// Where thousands of calls die, one mail tells it.
bool wasToldLately(const Ending &ending)
{
    return ending.transaction
        .one(u"SELECT 1 FROM mail WHERE created_at > ? AND kind = ? AND recipient = ?"_s,
             {ending.transaction.now() - pauseBetweenMails.count(), deadMail, ending.delivery.email},
             [](const Row &) { return true; })
        .has_value();
}

QString lastFailure(const Ending &ending)
{
    return u"The last attempt, at %1, to %2: %3."_s.arg(formatTime(ending.attempt.at), ending.attempt.url,
                                                        ending.attempt.problem);
}

void finish(const Ending &ending, DeliveryStatus status)
{
    ending.transaction.exec(u"UPDATE delivery SET status = ?, finished_at = ?, lease_owner = '', lease_until = 0 WHERE id = ?"_s,
                            {deliveryStatusName(status), ending.transaction.now(), ending.delivery.id});
}

/// Those that still wait become `rest`.
void switchOff(const Ending &ending, DeliveryStatus rest, const QString &reason)
{
    WriteTransaction &transaction = ending.transaction;
    const UtcMillis now = transaction.now();
    const qint64 changed = transaction.exec(
        u"UPDATE partner SET callback_disabled_at = ?, version = version + 1 WHERE id = ? AND callback_disabled_at IS NULL"_s,
        {now, ending.delivery.partnerId});
    transaction.exec(u"UPDATE delivery SET status = ?, finished_at = ?, lease_owner = '', lease_until = 0 "
                     "WHERE partner_id = ? AND status = 'pending'"_s,
                     {deliveryStatusName(rest), now, ending.delivery.partnerId});
    if (changed == 0)
        return;
    transaction.audit({u"system"_s, u"partner.callback_switched_off"_s, u"partner"_s, ending.delivery.partnerId, {}, {}, {}});
    sendMail(
        ending, offMail, u"Your callback was switched off"_s,
        {u"We no longer call %1."_s.arg(ending.attempt.url), reason,
         u"Ask us to switch it on again, or give us another address. What could not be delivered can then be sent again."_s});
}

void giveUp(const Ending &ending)
{
    WriteTransaction &transaction = ending.transaction;
    finish(ending, DeliveryStatus::Dead);
    transaction.audit({u"system"_s, u"delivery.dead"_s, u"delivery"_s, ending.delivery.id, {}, {}, {}});
    const qint64 failingSince = transaction.integer(u"SELECT COALESCE(callback_failing_since, 0) FROM partner WHERE id = ?"_s,
                                                    {ending.delivery.partnerId});
    if (failingSince > 0 && transaction.now() - failingSince >= longFailure.count()) {
        switchOff(ending, DeliveryStatus::Dead,
                  u"Nothing could be delivered there since %1. %2"_s.arg(formatTime(failingSince), lastFailure(ending)));
        return;
    }
    if (!wasToldLately(ending)) {
        sendMail(ending, deadMail, u"We could not reach your callback"_s,
                 {u"A message of the type %1 (%2) could not be delivered, though we tried for a day."_s.arg(ending.delivery.type,
                                                                                                            ending.delivery.id),
                  lastFailure(ending),
                  u"It is kept, and can be sent again when your server answers. While this goes on, we write once a day."_s});
    }
}

void failed(const Ending &ending, int attempts, std::optional<std::chrono::milliseconds> retryAfter)
{
    WriteTransaction &transaction = ending.transaction;
    transaction.exec(u"UPDATE partner SET callback_failing_since = ? WHERE id = ? AND callback_failing_since IS NULL"_s,
                     {transaction.now(), ending.delivery.partnerId});
    constexpr int gone = 410;
    if (ending.attempt.status == gone)
        return switchOff(ending, DeliveryStatus::Dropped, u"It answered that it is gone for good (status 410)."_s);
    const auto delay = nextCallbackDelay(attempts, retryAfter, ending.random);
    if (!delay)
        return giveUp(ending);
    transaction.exec(u"UPDATE delivery SET lease_owner = '', lease_until = 0, next_attempt_at = ? WHERE id = ?"_s,
                     {transaction.now() + delay->count(), ending.delivery.id});
}

} // namespace

void recordAttempt(WriteTransaction &transaction, const ClaimedDelivery &delivery, const QString &owner,
                   const AttemptOutcome &outcome, const Clock &clock, Random &random)
{
    const auto attempts =
        transaction.one(u"SELECT attempts FROM delivery WHERE id = ? AND status = 'pending' AND lease_owner = ?"_s,
                        {delivery.id, owner}, [](const Row &row) { return int(row.integer(0)) + 1; });
    if (!attempts)
        return;
    const DeliveryAttempt &attempt = outcome.attempt;
    const qint64 number =
        1 + transaction.integer(u"SELECT COALESCE(MAX(number), 0) FROM delivery_attempt WHERE delivery_id = ?"_s, {delivery.id});
    transaction.exec(u"INSERT INTO delivery_attempt (delivery_id, number, at, url, status, duration_ms, problem, excerpt) "
                     "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"_s,
                     {delivery.id, number, attempt.at, attempt.url, attempt.status, qint64(attempt.duration.count()),
                      attempt.problem, attempt.excerpt});
    transaction.exec(u"UPDATE delivery SET attempts = ? WHERE id = ?"_s, {*attempts, delivery.id});
    const Ending ending{transaction, delivery, attempt, clock, random};
    if (!attempt.problem.isEmpty())
        return failed(ending, *attempts, outcome.retryAfter);
    finish(ending, DeliveryStatus::Delivered);
    transaction.exec(u"UPDATE partner SET callback_failing_since = NULL WHERE id = ? AND callback_failing_since IS NOT NULL"_s,
                     {delivery.partnerId});
}

} // namespace tidegate
