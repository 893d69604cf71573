// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/notify/mail_service.h"

#include "core/base/bell.h"
#include "core/base/id.h"
#include "core/notify/smtp_client.h"

#include <QLoggingCategory>

#include <array>
#include <atomic>
#include <optional>
#include <thread>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(lcMail, "tidegate.mail", QtInfoMsg)

constexpr auto pollInterval = 1s;
constexpr std::chrono::milliseconds lease = 3min; ///< longer than an attempt may take
/// Between attempts, each up to a tenth longer by chance; a day in all.
constexpr std::array<std::chrono::milliseconds, 8> delays{1min, 5min, 15min, 1h, 2h, 4h, 8h, 8h + 40min};
constexpr int mailsPerPurge = 2'000;

struct ClaimedMail {
    OutgoingMail mail;
    int attempts = 0;
};

std::optional<UtcMillis> nextDue(ReadTransaction &transaction)
{
    return transaction.one(u"SELECT next_attempt_at FROM mail WHERE status = 'pending' ORDER BY next_attempt_at, id LIMIT 1"_s,
                           {}, [](const Row &row) { return row.integer(0); });
}

Result<std::optional<ClaimedMail>> claim(WriteTransaction &transaction, const QString &owner)
{
    const UtcMillis now = transaction.now();
    std::optional<ClaimedMail> claimed = transaction.one(
        u"SELECT id, recipient, subject, text_body, html_body, created_at, attempts FROM mail "
        "WHERE status = 'pending' AND next_attempt_at <= ? AND lease_until <= ? ORDER BY next_attempt_at, id LIMIT 1"_s,
        {now, now}, [](const Row &row) {
            return ClaimedMail{{row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.integer(5)},
                               int(row.integer(6))};
        });
    if (claimed)
        transaction.exec(u"UPDATE mail SET lease_owner = ?, lease_until = ? WHERE id = ?"_s,
                         {owner, now + lease.count(), claimed->mail.id});
    return claimed;
}

QString statusOf(MailResult result)
{
    switch (result) {
    case MailResult::Sent: return u"sent"_s;
    case MailResult::PutOff: return u"pending"_s;
    case MailResult::GivenUp: return u"dead"_s;
    }
    Q_UNREACHABLE();
}

MailResult record(WriteTransaction &transaction, const ClaimedMail &claimed, const QString &owner, const SmtpOutcome &outcome,
                  double chance)
{
    const UtcMillis now = transaction.now();
    const int attempts = claimed.attempts + 1;
    const auto next = std::size_t(claimed.attempts);
    const bool isLast = outcome.isFinal || next >= delays.size();
    const MailResult result = outcome.sent ? MailResult::Sent : isLast ? MailResult::GivenUp : MailResult::PutOff;
    const double wait = next < delays.size() ? double(delays.at(next).count()) * (1 + chance / 10) : 0;
    transaction.exec(
        u"UPDATE mail SET status = ?, attempts = ?, next_attempt_at = ?, problem = ?, sent_at = ?, lease_owner = '', "
        "lease_until = 0 WHERE id = ? AND lease_owner = ?"_s,
        {statusOf(result), attempts, now + qint64(wait), outcome.problem, outcome.sent ? QVariant(now) : QVariant(),
         claimed.mail.id, owner});
    return result;
}

} // namespace

class MailService::Impl
{
public:
    Impl(Store &store, MailOptions options, const Clock &clock, Random &random)
        : m_store(store)
        , m_options(std::move(options))
        , m_clock(clock)
        , m_random(random)
        , m_owner(newId(clock, random))
    {
    }

    ~Impl()
    {
        m_stopping = true;
        m_bell.stop();
        if (m_thread.joinable())
            m_thread.join();
    }
    Q_DISABLE_COPY_MOVE(Impl)

    void start()
    {
        if (!m_options.host.isEmpty())
            m_thread = std::thread([this] { run(); });
    }

    void purge(std::chrono::hours age)
    {
        m_store
            .write([age](WriteTransaction &transaction) -> Result<qint64> {
                return transaction.exec(
                    u"DELETE FROM mail WHERE id IN (SELECT id FROM mail WHERE created_at < ? ORDER BY created_at LIMIT ?)"_s,
                    {transaction.now() - std::chrono::milliseconds(age).count(), mailsPerPurge});
            })
            .onDelivery([](const Result<qint64> &removed) {
                if (!removed)
                    qCWarning(lcMail).noquote() << "old mails could not be removed:" << removed.error().detail;
            });
    }

private:
    void run()
    {
        while (!m_stopping) {
            if (isSomethingDue()) {
                while (!m_stopping && sendNext()) {}
            }
            m_bell.wait(pollInterval);
        }
    }

    bool isSomethingDue()
    {
        const auto next =
            m_store.read([](ReadTransaction &transaction) -> Result<std::optional<UtcMillis>> { return nextDue(transaction); })
                .get();
        return next && *next && **next <= m_clock.utc();
    }

    /// Whether there was one.
    bool sendNext()
    {
        const auto claimed =
            m_store.write([owner = m_owner](WriteTransaction &transaction) { return claim(transaction, owner); }).get();
        if (!claimed) {
            qCWarning(lcMail).noquote() << "mail could not be claimed:" << claimed.error().detail;
            return false;
        }
        if (!*claimed)
            return false;
        const ClaimedMail &next = **claimed;
        const SmtpOutcome outcome = sendBySmtp(m_options, next.mail, m_stopping);
        if (m_stopping && !outcome.sent) {
            release();
            return false;
        }
        if (!outcome.sent)
            qCWarning(lcMail).noquote() << "mail" << next.mail.id << "was not sent:" << outcome.problem;
        const auto recorded = m_store
                                  .write([next, outcome, owner = m_owner,
                                          chance = m_random.unit()](WriteTransaction &transaction) -> Result<MailResult> {
                                      return record(transaction, next, owner, outcome, chance);
                                  })
                                  .get();
        if (!recorded)
            qCWarning(lcMail).noquote() << "what became of mail" << next.mail.id
                                        << "could not be written down:" << recorded.error().detail;
        else if (m_options.onAttempt)
            m_options.onAttempt(*recorded);
        return recorded.has_value();
    }

    void release()
    {
        const auto released = m_store
                                  .write([owner = m_owner](WriteTransaction &transaction) -> Result<qint64> {
                                      return transaction.exec(u"UPDATE mail SET lease_owner = '', lease_until = 0 "
                                                              "WHERE status = 'pending' AND lease_owner = ?"_s,
                                                              {owner});
                                  })
                                  .get();
        if (!released)
            qCWarning(lcMail).noquote() << "a lease could not be given back; it ends by itself:" << released.error().detail;
    }

    Store &m_store;
    const MailOptions m_options;
    const Clock &m_clock;
    Random &m_random;
    const QString m_owner;
    Bell m_bell;
    std::atomic<bool> m_stopping = false;
    std::thread m_thread;
};

MailService::MailService(Store &store, const MailOptions &options, const Clock &clock, Random &random)
    : m_impl(std::make_unique<Impl>(store, options, clock, random))
{
}

MailService::~MailService() = default;

void MailService::start()
{
    m_impl->start();
}

void MailService::purge(std::chrono::hours age)
{
    m_impl->purge(age);
}

} // namespace tidegate
