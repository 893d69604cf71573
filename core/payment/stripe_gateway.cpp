// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/payment/stripe_gateway.h"

#include "core/base/json.h"
#include "core/payment/gateway_answer.h"

#include <QUrl>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr auto gatewayName = "Stripe"_L1;

QByteArray field(const char *name, const QString &value)
{
    return QByteArray(name) + '=' + QUrl::toPercentEncoding(value);
}

/// Stripe counts in ISO 4217's minor units but for these (docs.stripe.com/currencies, "Special cases").
qint64 stripeAmount(const Money &money)
{
    const QString code = money.currency.code();
    if (code == u"ISK" || code == u"UGX")
        return money.amount * 100;
    return code == u"MGA" ? money.amount / 100 : money.amount;
}

/// tok_… is what Stripe's scripts make of a card; pm_… is a stored payment method.
QByteArray paymentMethod(const QString &token)
{
    if (token.startsWith(u"pm_"))
        return field("payment_method", token);
    return "payment_method_data[type]=card&" + field("payment_method_data[card][token]", token);
}

/// Whether a request is refused for the token that the shopper sent, or for the charge that is to be refunded: final, and no
/// reason to think ill of the gateway.
bool isAboutWhatWasSent(const QJsonObject &error, bool isRefund)
{
    const QString code = error.value("code"_L1).toString();
    const QString param = error.value("param"_L1).toString();
    if (isRefund)
        return code == u"charge_already_refunded" || param == u"amount" || param == u"payment_intent";
    return code == u"token_already_used" || param == u"payment_method" || param.startsWith(u"payment_method_data");
}

ChargeOutcome refusal(const HttpReply &reply, const QJsonObject &body, bool isRefund)
{
    const QJsonObject error = body.value("error"_L1).toObject();
    const QString type = error.value("type"_L1).toString();
    const QString code = error.value("code"_L1).toString();
    QStringList what{type, code, error.value("decline_code"_L1).toString(), error.value("message"_L1).toString()};
    what.removeAll(QString());
    const QString detail = what.join(u", "_s);
    if (reply.status >= 500 || reply.status == 409) {
        ChargeOutcome unknown = answered(ChargeStatus::Unknown, detail, reply);
        unknown.retryable = reply.header("stripe-should-retry") != "false";
        return unknown;
    }
    if (reply.status == 402 || type == u"card_error" || isAboutWhatWasSent(error, isRefund))
        return answered(ChargeStatus::Declined, detail, reply);
    if (reply.status == 429)
        return answered(ChargeStatus::Failed, detail, reply);
    ChargeOutcome refused = refusedOutright(gatewayName, reply, detail);
    if (type == u"idempotency_error")
        refused.status = ChargeStatus::Unknown; // something else was done under this key
    return refused;
}

/// The values of an object's `status` that mean done and still open; every other one means that no money moved.
struct Statuses {
    QStringList done;
    QStringList open;
};

const Statuses intentStatuses{{u"succeeded"_s}, {u"processing"_s}};
const Statuses refundStatuses{{u"succeeded"_s, u"pending"_s}, {}};

ChargeOutcome readAnswer(const HttpReply &reply, const Statuses &statuses, bool isRefund)
{
    if (reply.fate != HttpReply::Fate::Answered)
        return outcomeWithoutAnswer(reply);
    const Result<QJsonObject> body = parseJsonObject(reply.body);
    if (reply.status < 200 || reply.status >= 300)
        return refusal(reply, body.value_or(QJsonObject()), isRefund);
    if (!body)
        return answered(ChargeStatus::Unknown, body.error().detail, reply);
    const QString status = body->value("status"_L1).toString();
    ChargeOutcome outcome = answered(ChargeStatus::Declined, u"status "_s + status, reply);
    outcome.reference = body->value("id"_L1).toString();
    if (status.isEmpty() || outcome.reference.isEmpty() || statuses.open.contains(status))
        outcome.status = ChargeStatus::Unknown;
    else if (statuses.done.contains(status))
        outcome.status = ChargeStatus::Charged;
    return outcome;
}

/// docs.stripe.com/api/idempotent_requests: the key was used before, with other parameters.
bool isKeyTaken(const HttpReply &reply)
{
    const QJsonObject body = parseJsonObject(reply.body).value_or(QJsonObject());
    return reply.fate == HttpReply::Fate::Answered && reply.status == 400
        && body.value("error"_L1)["type"_L1].toString() == u"idempotency_error";
}

bool isGood(const HttpReply &reply)
{
    return reply.fate == HttpReply::Fate::Answered && reply.status >= 200 && reply.status < 300;
}

} // namespace

StripeGateway::StripeGateway(Options options, const Clock &clock, HttpClient::Options http)
    : m_options(std::move(options))
    , m_clock(clock)
    , m_http(http)
{
}

QString StripeGateway::id() const
{
    return u"card"_s;
}

QString StripeGateway::name() const
{
    return u"Credit card"_s;
}

HttpCall StripeGateway::call(const char *method, const QByteArray &path) const
{
    return {.method = method,
            .url = m_options.baseUrl.toUtf8() + path,
            .headers = {{"Authorization", "Bearer " + m_options.secretKey.toUtf8()}, {"Stripe-Version", "2024-06-20"}},
            .body = {}};
}

HttpCall StripeGateway::post(const char *path, const QString &idempotencyKey, QByteArray form) const
{
    HttpCall post = call("POST", path);
    post.headers.emplace_back("Idempotency-Key", idempotencyKey.toUtf8());
    post.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    post.body = std::move(form);
    return post;
}

/// Without a way to pay and unconfirmed: an intent that moves no money.
QByteArray StripeGateway::intentForm(const ChargeRequest &request)
{
    QByteArray form = "amount=" + QByteArray::number(stripeAmount(request.amount));
    form += '&' + field("currency", request.amount.currency.code().toLower());
    form += '&' + field("metadata[order_id]", request.orderId);
    return form;
}

/// Tries to take the charge's key for an intent that moves no money. Where that succeeds the charge never arrived, and if it
/// still did it would be refused; where the key is taken, asking as before gives what the charge's own answer was.
QCoro::Task<ChargeOutcome> StripeGateway::recover(ChargeRequest request, std::chrono::milliseconds timeout)
{
    const Monotonic end = m_clock.monotonic() + timeout;
    HttpCall take = post("/v1/payment_intents", request.idempotencyKey, intentForm(request));
    QCoro::Task<HttpReply> taking = m_http.send(std::move(take), timeLeft(m_clock, end));
    const HttpReply reply = co_await taking;
    if (isKeyTaken(reply)) {
        QCoro::Task<ChargeOutcome> asking = charge(std::move(request), timeLeft(m_clock, end));
        co_return co_await asking;
    }
    const QString intent = parseJsonObject(reply.body).value_or(QJsonObject()).value("id"_L1).toString();
    if (isGood(reply) && !intent.isEmpty())
        co_return answered(ChargeStatus::Absent, u"the charge never arrived"_s, reply);
    ChargeOutcome outcome = readAnswer(reply, intentStatuses, false);
    outcome.status = ChargeStatus::Unknown;
    co_return outcome;
}

QCoro::Task<ChargeOutcome> StripeGateway::charge(ChargeRequest request, std::chrono::milliseconds timeout)
{
    const Monotonic end = m_clock.monotonic() + timeout;
    QByteArray form = intentForm(request);
    form += "&confirm=true&error_on_requires_action=true&payment_method_types[]=card&" + paymentMethod(request.token);
    HttpCall create = post("/v1/payment_intents", request.idempotencyKey, std::move(form));
    const HttpReply reply = co_await m_http.send(std::move(create), timeLeft(m_clock, end));
    ChargeOutcome outcome = readAnswer(reply, intentStatuses, false);
    if (outcome.status == ChargeStatus::Unknown && !outcome.reference.isEmpty()) {
        // Asking again by the key would give back this same answer: only the intent itself tells what became of it.
        HttpCall get = call("GET", "/v1/payment_intents/" + QUrl::toPercentEncoding(outcome.reference));
        const HttpReply now = co_await m_http.send(std::move(get), timeLeft(m_clock, end));
        outcome = readAnswer(now, intentStatuses, false);
        if (outcome.status == ChargeStatus::Failed)
            outcome.status = ChargeStatus::Unknown;
    }
    co_return outcome;
}

QCoro::Task<ChargeOutcome> StripeGateway::refund(RefundRequest request, std::chrono::milliseconds timeout)
{
    const Monotonic end = m_clock.monotonic() + timeout;
    QByteArray form = field("payment_intent", request.chargeReference);
    form += "&amount=" + QByteArray::number(stripeAmount(request.amount));
    form += '&' + field("metadata[refund_id]", request.refundId);
    HttpCall create = post("/v1/refunds", request.idempotencyKey, std::move(form));
    const HttpReply reply = co_await m_http.send(std::move(create), timeLeft(m_clock, end));
    ChargeOutcome outcome = readAnswer(reply, refundStatuses, true);
    co_return outcome;
}

} // namespace tidegate
