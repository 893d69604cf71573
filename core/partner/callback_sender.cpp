// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/callback_sender.h"

#include "core/base/text.h"
#include "core/outbound/retry_after.h"
#include "core/partner/standard_webhooks.h"

#include <QFile>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

namespace {

HttpClient::Options httpOptions(const QString &caFile)
{
    return {.maximumBody = CallbackSender::maximumAnswer,
            .cutsLongBody = true,
            .connectTimeout = 10s,
            .usesProxy = false,
            .caFile = QFile::encodeName(caFile)};
}

QString problemOf(const HttpReply &reply)
{
    if (reply.fate != HttpReply::Fate::Answered)
        return reply.problem;
    if (reply.status >= 200 && reply.status < 300)
        return {};
    if (reply.status >= 300 && reply.status < 400)
        return u"it answered with status %1; redirects are not followed"_s.arg(reply.status);
    return u"it answered with status %1"_s.arg(reply.status);
}

} // namespace

CallbackSender::CallbackSender(TargetRules rules, const QString &caFile, const Clock &clock)
    : m_rules(std::move(rules))
    , m_http(httpOptions(caFile))
    , m_clock(clock)
{
}

HttpCall CallbackSender::callFor(const ClaimedDelivery &delivery, const std::vector<QHostAddress> &addresses) const
{
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::milliseconds(m_clock.utc()));
    const WebhookHeaders signature = signWebhook(delivery.secrets, delivery.id.toLatin1(), now, delivery.body);
    HttpCall call{.method = "POST",
                  .url = QUrl(delivery.url, QUrl::StrictMode).toEncoded(),
                  .headers = {{"Content-Type", "application/json"},
                              {"User-Agent", "Tidegate"},
                              {"webhook-id", signature.id},
                              {"webhook-timestamp", signature.timestamp},
                              {"webhook-signature", signature.signature}},
                  .body = delivery.body};
    for (const QHostAddress &address : addresses)
        call.addresses.push_back(address.toString().toLatin1());
    // A connection that is kept from an earlier call is checked as well.
    call.mayTalkTo = [this](const QByteArray &peer) { return m_rules.allows(QHostAddress(QString::fromLatin1(peer))); };
    return call;
}

QCoro::Task<Result<std::vector<QHostAddress>>> CallbackSender::checkedAddresses(QUrl url)
{
    if (const Result<Done> checked = m_rules.checkUrl(url); !checked)
        co_return failure(ErrorCode::Forbidden, checked.error().fields.front().message);
    Async<Result<std::vector<QHostAddress>>> looking = m_lookup.find(url.host());
    Result<std::vector<QHostAddress>> addresses = co_await looking;
    if (!addresses)
        co_return addresses;
    if (const Result<Done> checked = m_rules.checkAddresses(*addresses); !checked)
        co_return tl::unexpected(checked.error());
    co_return addresses;
}

QCoro::Task<CallbackSender::Sent> CallbackSender::send(ClaimedDelivery delivery)
{
    Sent sent;
    DeliveryAttempt &attempt = sent.outcome.attempt;
    attempt.at = m_clock.utc();
    attempt.url = delivery.url;
    if (delivery.secrets.empty()) {
        attempt.problem = u"the partner has no webhook secret to sign with"_s;
        co_return sent;
    }
    const Monotonic began = m_clock.monotonic();
    auto checking = checkedAddresses(QUrl(delivery.url, QUrl::StrictMode));
    const Result<std::vector<QHostAddress>> addresses = co_await checking;
    if (!addresses) {
        attempt.problem = addresses.error().detail;
        sent.isTheirFault = addresses.error().code == ErrorCode::NotFound;
        co_return sent;
    }
    auto calling = m_http.send(callFor(delivery, *addresses), timeout);
    const HttpReply reply = co_await calling;
    const bool answered = reply.fate == HttpReply::Fate::Answered;
    attempt.duration = std::chrono::duration_cast<std::chrono::milliseconds>(m_clock.monotonic() - began);
    attempt.status = answered ? reply.status : 0;
    attempt.problem = problemOf(reply);
    attempt.excerpt = escapeControls(QString::fromUtf8(reply.body).left(excerptLength));
    sent.isTheirFault = !answered || reply.status == 429 || reply.status >= 500;
    sent.outcome.retryAfter = retryAfterOf(reply, m_clock.utc());
    co_return sent;
}

} // namespace tidegate
