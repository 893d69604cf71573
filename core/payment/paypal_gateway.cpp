// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/payment/paypal_gateway.h"

#include "core/base/json.h"
#include "core/payment/gateway_answer.h"

#include <QUrl>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr auto gatewayName = "PayPal"_L1;

/// The issues of a 422 that the payer can do something about, or nobody
/// (developer.paypal.com/api/rest/reference/orders/v2/errors).
const QStringList payerIssues{u"INSTRUMENT_DECLINED"_s,
                              u"PAYER_ACCOUNT_RESTRICTED"_s,
                              u"PAYER_ACCOUNT_LOCKED_OR_CLOSED"_s,
                              u"PAYER_CANNOT_PAY"_s,
                              u"PAYER_ACTION_REQUIRED"_s,
                              u"TRANSACTION_REFUSED"_s,
                              u"TRANSACTION_BLOCKED_BY_PAYEE"_s,
                              u"COMPLIANCE_VIOLATION"_s,
                              u"CARD_EXPIRED"_s,
                              u"ORDER_NOT_APPROVED"_s,
                              u"TOKEN_ID_NOT_FOUND"_s,
                              u"MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED"_s,
                              u"CAPTURE_FULLY_REFUNDED"_s,
                              u"REFUND_AMOUNT_EXCEEDED"_s,
                              u"MAX_NUMBER_OF_REFUNDS_EXCEEDED"_s,
                              u"REFUND_TIME_LIMIT_EXCEEDED"_s,
                              u"REFUND_CAPTURE_CURRENCY_MISMATCH"_s,
                              u"INVALID_RESOURCE_ID"_s};
constexpr auto alreadyCaptured = "ORDER_ALREADY_CAPTURED"_L1;

QString issueOf(const QJsonObject &body)
{
    return body.value("details"_L1)[0]["issue"_L1].toString();
}

/// PayPal's decimal text; it takes no decimals for HUF and TWD, which have two in ISO 4217.
QJsonObject amountOf(const Money &money)
{
    QString value = money.toDecimal();
    const QString code = money.currency.code();
    if ((code == u"HUF" || code == u"TWD") && value.endsWith(u".00"))
        value.chop(3);
    return {{u"currency_code"_s, code}, {u"value"_s, value}};
}

ChargeOutcome refusal(const HttpReply &reply, const QJsonObject &body)
{
    const QString issue = issueOf(body);
    const QString what = body.value("name"_L1).toString() + u' ' + issue + u' ' + body.value("message"_L1).toString();
    if (reply.status >= 500 || reply.status == 409)
        return answered(ChargeStatus::Unknown, what, reply);
    if (reply.status == 429)
        return answered(ChargeStatus::Failed, what, reply);
    // The token comes from outside: one that PayPal can't read is no reason to think ill of PayPal. Nor is a capture it doesn't
    // know.
    const bool badToken = body.value("details"_L1)[0]["field"_L1].toString().startsWith(u"/payment_source");
    if (payerIssues.contains(issue) || badToken)
        return answered(ChargeStatus::Declined, what, reply);
    return refusedOutright(gatewayName, reply, what);
}

/// Of a capture or a refund: an object with id and status.
ChargeOutcome movementOutcome(const QJsonObject &movement, bool pendingIsDone, const HttpReply &reply)
{
    const QString status = movement.value("status"_L1).toString();
    ChargeOutcome outcome = answered(ChargeStatus::Unknown, u"status "_s + status, reply);
    outcome.reference = movement.value("id"_L1).toString();
    if (outcome.reference.isEmpty())
        return outcome;
    if (status == u"COMPLETED" || (pendingIsDone && status == u"PENDING"))
        outcome.status = ChargeStatus::Charged;
    else if (status == u"DECLINED" || status == u"FAILED" || status == u"CANCELLED")
        outcome.status = ChargeStatus::Declined;
    else // PENDING: PayPal itself is still looking at it
        outcome.retryable = outcome.gatewayAtFault = false;
    return outcome;
}

ChargeOutcome captureOutcome(const QJsonObject &order, const HttpReply &reply)
{
    const QJsonObject capture = order.value("purchase_units"_L1)[0]["payments"_L1]["captures"_L1][0].toObject();
    return movementOutcome(capture, false, reply);
}

/// The body of a good answer, or what a bad one means.
tl::expected<QJsonObject, ChargeOutcome> bodyOf(const HttpReply &reply)
{
    if (reply.fate != HttpReply::Fate::Answered)
        return tl::unexpected(outcomeWithoutAnswer(reply));
    const Result<QJsonObject> body = parseJsonObject(reply.body);
    if (reply.status < 200 || reply.status >= 300)
        return tl::unexpected(refusal(reply, body.value_or(QJsonObject())));
    if (!body)
        return tl::unexpected(answered(ChargeStatus::Unknown, body.error().detail, reply));
    return *body;
}

ChargeOutcome inDoubt(ChargeOutcome outcome)
{
    outcome.status = ChargeStatus::Unknown;
    return outcome;
}

bool isCaptured(const QString &status)
{
    return status == u"COMPLETED";
}

bool isOpen(const QString &status)
{
    return status == u"CREATED" || status == u"APPROVED";
}

QByteArray orderPath(const QString &paypalOrder)
{
    return "/v2/checkout/orders/" + QUrl::toPercentEncoding(paypalOrder);
}

} // namespace

PaypalGateway::PaypalGateway(Options options, const Clock &clock, HttpClient::Options http)
    : m_options(std::move(options))
    , m_clock(clock)
    , m_http(http)
{
}

QString PaypalGateway::id() const
{
    return u"paypal"_s;
}

QString PaypalGateway::name() const
{
    return u"PayPal"_s;
}

QCoro::Task<ChargeOutcome> PaypalGateway::charge(ChargeRequest request, std::chrono::milliseconds timeout)
{
    const Monotonic end = m_clock.monotonic() + timeout;
    QCoro::Task<HttpReply> making = makeOrder(request, end);
    const HttpReply reply = co_await making;
    const auto order = bodyOf(reply);
    if (!order)
        co_return order.error();
    const QString status = order->value("status"_L1).toString();
    if (isCaptured(status))
        co_return captureOutcome(*order, reply);
    if (status == u"VOIDED" || status == u"PAYER_ACTION_REQUIRED")
        co_return answered(ChargeStatus::Declined, u"order status "_s + status, reply);
    if (!isOpen(status))
        co_return answered(ChargeStatus::Unknown, u"order status "_s + status, reply);
    QCoro::Task<ChargeOutcome> capturing = capture(order->value("id"_L1).toString(), std::move(request), end);
    co_return co_await capturing;
}

/// Tries to take the capture's key for a capture that names no way to pay, which PayPal refuses. Where it is refused for that the
/// real one never arrived; where the key is taken, asking as before gives what the capture's own answer was.
QCoro::Task<ChargeOutcome> PaypalGateway::recover(ChargeRequest request, std::chrono::milliseconds timeout)
{
    const Monotonic end = m_clock.monotonic() + timeout;
    QCoro::Task<HttpReply> making = makeOrder(request, end);
    const HttpReply reply = co_await making;
    const auto order = bodyOf(reply);
    if (!order)
        co_return inDoubt(order.error());
    if (isCaptured(order->value("status"_L1).toString()))
        co_return captureOutcome(*order, reply);
    const QString paypalOrder = order->value("id"_L1).toString();
    QCoro::Task<HttpReply> taking = send(captureCall(paypalOrder, request.idempotencyKey, {}), end);
    const HttpReply taken = co_await taking;
    const QString issue = issueOf(parseJsonObject(taken.body).value_or(QJsonObject()));
    if (issue == u"ORDER_NOT_APPROVED")
        co_return answered(ChargeStatus::Absent, u"the capture never arrived"_s, taken);
    if (issue == u"DUPLICATE_REQUEST_ID") {
        QCoro::Task<ChargeOutcome> capturing = capture(paypalOrder, std::move(request), end);
        co_return co_await capturing;
    }
    QCoro::Task<ChargeOutcome> reading = readCapture(taken, paypalOrder, end);
    const ChargeOutcome outcome = co_await reading;
    co_return outcome.status == ChargeStatus::Charged || outcome.status == ChargeStatus::Declined ? outcome : inDoubt(outcome);
}

QCoro::Task<HttpReply> PaypalGateway::makeOrder(ChargeRequest request, Monotonic end)
{
    const QJsonObject unit{{u"custom_id"_s, request.orderId}, {u"amount"_s, amountOf(request.amount)}};
    const QJsonObject body{{u"intent"_s, u"CAPTURE"_s}, {u"purchase_units"_s, QJsonArray{unit}}};
    return send(post("/v2/checkout/orders", request.idempotencyKey, body), end);
}

QCoro::Task<HttpReply> PaypalGateway::showOrder(QString paypalOrder, Monotonic end)
{
    return send({.method = "GET", .url = m_options.baseUrl.toUtf8() + orderPath(paypalOrder), .headers = {}, .body = {}}, end);
}

QCoro::Task<ChargeOutcome> PaypalGateway::capture(QString paypalOrder, ChargeRequest request, Monotonic end)
{
    const QJsonObject token{{u"id"_s, request.token}, {u"type"_s, u"BILLING_AGREEMENT"_s}};
    const QJsonObject body{{u"payment_source"_s, QJsonObject{{u"token"_s, token}}}};
    QCoro::Task<HttpReply> capturing = send(captureCall(paypalOrder, request.idempotencyKey, body), end);
    HttpReply reply = co_await capturing;
    QCoro::Task<ChargeOutcome> reading = readCapture(std::move(reply), std::move(paypalOrder), end);
    co_return co_await reading;
}

HttpCall PaypalGateway::captureCall(const QString &paypalOrder, const QString &idempotencyKey, const QJsonObject &body) const
{
    return post(orderPath(paypalOrder) + "/capture", idempotencyKey + u"-capture"_s, body);
}

QCoro::Task<ChargeOutcome> PaypalGateway::readCapture(HttpReply reply, QString paypalOrder, Monotonic end)
{
    if (reply.status == 422 && issueOf(parseJsonObject(reply.body).value_or(QJsonObject())) == alreadyCaptured) {
        QCoro::Task<HttpReply> showing = showOrder(paypalOrder, end);
        reply = co_await showing;
    }
    const auto order = bodyOf(reply);
    if (!order)
        co_return order.error();
    co_return captureOutcome(*order, reply);
}

QCoro::Task<ChargeOutcome> PaypalGateway::refund(RefundRequest request, std::chrono::milliseconds timeout)
{
    const Monotonic end = m_clock.monotonic() + timeout;
    const QByteArray path = "/v2/payments/captures/" + QUrl::toPercentEncoding(request.chargeReference) + "/refund";
    const QJsonObject body{{u"amount"_s, amountOf(request.amount)}, {u"custom_id"_s, request.refundId}};
    HttpCall call = post(path, request.idempotencyKey, body);
    const HttpReply reply = co_await send(std::move(call), end);
    const auto refund = bodyOf(reply);
    if (!refund)
        co_return refund.error();
    co_return movementOutcome(*refund, true, reply);
}

HttpCall PaypalGateway::post(const QByteArray &path, const QString &requestId, const QJsonObject &body) const
{
    return {.method = "POST",
            .url = m_options.baseUrl.toUtf8() + path,
            .headers = {{"PayPal-Request-Id", requestId.toUtf8()},
                        {"Prefer", "return=representation"},
                        {"Content-Type", "application/json"}},
            .body = toJson(body)};
}

QCoro::Task<HttpReply> PaypalGateway::send(HttpCall call, Monotonic end)
{
    HttpReply reply;
    for (const bool mayRenew : {true, false}) {
        const Access access = co_await this->access(end);
        if (access.token.isEmpty())
            co_return access.refusal;
        HttpCall let = call;
        let.headers.emplace_back("Authorization", "Bearer " + access.token);
        reply = co_await m_http.send(std::move(let), timeLeft(m_clock, end));
        if (reply.status != 401 || !mayRenew)
            break;
        forget(access.token);
    }
    co_return reply;
}

QCoro::Task<PaypalGateway::Access> PaypalGateway::access(Monotonic end)
{
    std::optional<Promise<Access>> waiting;
    {
        const std::lock_guard lock(m_mutex);
        if (!m_token.isEmpty() && m_clock.monotonic() < m_tokenEnd)
            co_return Access{m_token, {}};
        if (m_fetching)
            waiting = m_waiting.emplace_back();
        m_fetching = true;
    }
    if (waiting) {
        Async<Access> answer = waiting->async();
        Access access = co_await answer;
        co_return access;
    }
    Access access = co_await fetchAccess(end);
    std::vector<Promise<Access>> others;
    {
        const std::lock_guard lock(m_mutex);
        m_fetching = false;
        m_token = access.token;
        others.swap(m_waiting);
    }
    for (Promise<Access> &other : others)
        other.deliver(access);
    co_return access;
}

QCoro::Task<PaypalGateway::Access> PaypalGateway::fetchAccess(Monotonic end)
{
    const QByteArray secret = (m_options.clientId + u':' + m_options.clientSecret).toUtf8().toBase64();
    HttpCall call{.method = "POST",
                  .url = m_options.baseUrl.toUtf8() + "/v1/oauth2/token",
                  .headers = {{"Authorization", "Basic " + secret}, {"Content-Type", "application/x-www-form-urlencoded"}},
                  .body = "grant_type=client_credentials"};
    const Monotonic asked = m_clock.monotonic();
    HttpReply reply = co_await m_http.send(std::move(call), timeLeft(m_clock, end));
    const QJsonObject body = parseJsonObject(reply.body).value_or(QJsonObject());
    const QByteArray token = body.value("access_token"_L1).toString().toUtf8();
    if (reply.fate == HttpReply::Fate::Answered && reply.status == 200 && !token.isEmpty()) {
        const std::chrono::seconds life(body.value("expires_in"_L1).toInteger());
        const std::lock_guard lock(m_mutex);
        m_tokenEnd = asked + std::max(life - std::chrono::seconds(60), life / 2);
        co_return Access{token, {}};
    }
    if (reply.fate != HttpReply::Fate::Answered || reply.status < 400 || reply.status >= 500) {
        // Without a token the payment itself was never sent, whatever became of the question for one.
        reply.problem = u"no access token: HTTP %1 %2"_s.arg(reply.status).arg(reply.problem);
        reply.fate = HttpReply::Fate::NotSent;
    }
    co_return Access{{}, reply};
}

void PaypalGateway::forget(const QByteArray &token)
{
    const std::lock_guard lock(m_mutex);
    if (m_token == token)
        m_token.clear();
}

} // namespace tidegate
