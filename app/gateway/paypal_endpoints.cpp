// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gateway/paypal_endpoints.h"

#include "core/base/json.h"

#include <QCryptographicHash>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr qint64 tokenSeconds = 32'400; // as PayPal's

GatewayAnswer errorAnswer(int status, const QString &name, const QString &issue, const QString &message)
{
    QJsonObject error{{u"name"_s, name}, {u"message"_s, message}};
    if (!issue.isEmpty())
        error.insert(u"details"_s, QJsonArray{QJsonObject{{u"issue"_s, issue}, {u"description"_s, message}}});
    return {status, toJson(error)};
}

GatewayAnswer unprocessable(const QString &issue, const QString &message)
{
    return errorAnswer(422, u"UNPROCESSABLE_ENTITY"_s, issue, message);
}

GatewayAnswer invalid(const QString &message)
{
    return errorAnswer(400, u"INVALID_REQUEST"_s, u"INVALID_PARAMETER_SYNTAX"_s, message);
}

GatewayAnswer notFound()
{
    return errorAnswer(404, u"RESOURCE_NOT_FOUND"_s, u"INVALID_RESOURCE_ID"_s, u"Specified resource ID does not exist."_s);
}

const GatewayDialect &dialect()
{
    static const GatewayDialect paypal{
        .broken = errorAnswer(500, u"INTERNAL_SERVER_ERROR"_s, {}, u"An internal server error has occurred."_s),
        .running = errorAnswer(409, u"RESOURCE_CONFLICT"_s, u"PREVIOUS_REQUEST_IN_PROGRESS"_s,
                               u"A previous request on this resource is currently in progress."_s),
        .otherRequest = unprocessable(u"DUPLICATE_REQUEST_ID"_s, u"The request id was used with another request."_s),
    };
    return paypal;
}

QJsonObject amountJson(const Money &money)
{
    return {{u"currency_code"_s, money.currency.code()}, {u"value"_s, money.toDecimal()}};
}

std::optional<Money> amountFrom(const QJsonObject &amount)
{
    const auto currency = Currency::fromCode(amount.value("currency_code"_L1).toString());
    if (!currency)
        return std::nullopt;
    const auto money = Money::parse(amount.value("value"_L1).toString(), *currency);
    return money && money->amount > 0 ? std::optional(*money) : std::nullopt;
}

QJsonObject orderJson(const BookedOrder &order)
{
    QJsonObject unit{{u"custom_id"_s, order.orderId}, {u"amount"_s, amountJson(order.amount)}};
    if (!order.captureId.isEmpty()) {
        const QJsonObject capture{{u"id"_s, order.captureId},
                                  {u"status"_s, u"COMPLETED"_s},
                                  {u"amount"_s, amountJson(order.amount)},
                                  {u"custom_id"_s, order.orderId}};
        unit.insert(u"payments"_s, QJsonObject{{u"captures"_s, QJsonArray{capture}}});
    }
    return {{u"id"_s, order.id},
            {u"intent"_s, u"CAPTURE"_s},
            {u"status"_s, order.captureId.isEmpty() ? u"CREATED"_s : u"COMPLETED"_s},
            {u"purchase_units"_s, QJsonArray{unit}}};
}

ChargeBook::RequestKey keyOf(const Request &request)
{
    return {.endpoint = u"paypal "_s + request.path,
            .key = QString::fromUtf8(request.header("paypal-request-id")),
            .fingerprint = QCryptographicHash::hash(request.body, QCryptographicHash::Sha1)};
}

/// The shop's own key: it captures under the key of the order with something behind it.
QString shopKey(const ChargeBook::RequestKey &key)
{
    QString text = key.key;
    return text.endsWith(u"-capture") ? text.chopped(8) : text;
}

/// The token of a payment source, wherever it is named.
QString tokenOf(const QJsonObject &body)
{
    return body.value("payment_source"_L1)["token"_L1]["id"_L1].toString();
}

/// `token`: named with the capture; empty where it was named with the order.
ChargeBook::Entry captured(const ChargeBook::Pages &pages, const QString &orderId, BookedCharge charge, const QString &token,
                           bool decline)
{
    const auto found = pages.orders.constFind(orderId);
    if (found == pages.orders.constEnd())
        return {notFound()};
    BookedOrder order = *found;
    if (!order.captureId.isEmpty())
        return {unprocessable(u"ORDER_ALREADY_CAPTURED"_s, u"Order already captured."_s)};
    if (!token.isEmpty())
        order.token = token;
    if (order.token.isEmpty())
        return {unprocessable(u"ORDER_NOT_APPROVED"_s, u"Payer has not yet approved the Order for payment."_s)};
    if (decline || order.token.contains(u"chargeDeclined"))
        return {unprocessable(u"INSTRUMENT_DECLINED"_s, u"The instrument presented was declined."_s)};
    charge.orderId = order.orderId;
    charge.amount = order.amount;
    charge.refunded = {0, order.amount.currency};
    order.captureId = charge.id;
    return {.answer = {201, toJson(orderJson(order))}, .charge = charge, .order = order};
}

ChargeBook::Entry refunded(const ChargeBook::Pages &pages, BookedRefund refund, const std::optional<Money> &amount)
{
    const BookedCharge *charge = pages.charge(refund.chargeId);
    if (!charge || charge->provider != u"paypal")
        return {notFound()};
    const Money left = charge->amount - charge->refunded;
    if (left.amount == 0)
        return {unprocessable(u"CAPTURE_FULLY_REFUNDED"_s, u"The capture has already been fully refunded."_s)};
    refund.amount = amount.value_or(left);
    if (refund.amount.currency != left.currency)
        return {unprocessable(u"REFUND_CAPTURE_CURRENCY_MISMATCH"_s, u"Refund must be in the same currency as the capture."_s)};
    if (refund.amount.amount > left.amount)
        return {unprocessable(u"REFUND_AMOUNT_EXCEEDED"_s, u"The refund amount must be less than or equal to what is left."_s)};
    const QJsonObject body{{u"id"_s, refund.id}, {u"status"_s, u"COMPLETED"_s}, {u"amount"_s, amountJson(refund.amount)}};
    return {.answer = {201, toJson(body)}, .refund = refund};
}

} // namespace

PaypalEndpoints::PaypalEndpoints(Teller &teller, const Clock &clock, Random &random)
    : m_teller(teller)
    , m_clock(clock)
    , m_random(random)
{
}

void PaypalEndpoints::addRoutes(Router &router)
{
    add(router, "POST", u"/v1/oauth2/token"_s, &PaypalEndpoints::createToken, false);
    add(router, "POST", u"/v2/checkout/orders"_s, &PaypalEndpoints::createOrder);
    add(router, "GET", u"/v2/checkout/orders/{id}"_s, &PaypalEndpoints::showOrder);
    add(router, "POST", u"/v2/checkout/orders/{id}/capture"_s, &PaypalEndpoints::captureOrder);
    add(router, "POST", u"/v2/payments/captures/{id}/refund"_s, &PaypalEndpoints::refundCapture);
}

void PaypalEndpoints::add(Router &router, const QByteArray &method, const QString &pattern, Handling handling, bool withToken)
{
    const auto refuse = [](GatewayAnswer answer) -> QCoro::Task<Response> { co_return gatewayResponse(answer); };
    router.add(method, pattern, AsyncHandler([=, this](std::shared_ptr<const Request> request) {
                   if (withToken && !knows(request->header("authorization")))
                       return refuse(errorAnswer(401, u"AUTHENTICATION_FAILURE"_s, {}, u"The access token is not known."_s));
                   return (this->*handling)(std::move(request));
               }));
}

bool PaypalEndpoints::knows(const QByteArray &authorization) const
{
    const std::lock_guard lock(m_mutex);
    return authorization.startsWith("Bearer ") && m_tokens.contains(authorization.sliced(7));
}

QString PaypalEndpoints::newName() const
{
    return QString::fromLatin1(m_random.bytes(9).toHex().toUpper().first(17));
}

QCoro::Task<Response> PaypalEndpoints::createToken(std::shared_ptr<const Request> request)
{
    const QByteArray authorization = request->header("authorization");
    const QByteArray credentials =
        QByteArray::fromBase64(authorization.startsWith("Basic ") ? authorization.sliced(6) : QByteArray());
    const qsizetype colon = credentials.indexOf(':');
    if (colon < 1 || colon == credentials.size() - 1)
        co_return gatewayResponse({401, toJson({{u"error"_s, u"invalid_client"_s}})});
    if (request->body != "grant_type=client_credentials")
        co_return gatewayResponse({400, toJson({{u"error"_s, u"unsupported_grant_type"_s}})});
    GatewayTask task;
    task.work = [this](const ChargeBook::Pages &) -> ChargeBook::Entry {
        const QByteArray token = m_random.bytes(24).toHex();
        const std::lock_guard lock(m_mutex);
        m_tokens.insert(token);
        return {{200,
                 toJson({{u"access_token"_s, QString::fromLatin1(token)},
                         {u"token_type"_s, u"Bearer"_s},
                         {u"expires_in"_s, tokenSeconds}})}};
    };
    Response response = co_await m_teller.serve(std::move(task), dialect());
    co_return response;
}

QCoro::Task<Response> PaypalEndpoints::createOrder(std::shared_ptr<const Request> request)
{
    const auto body = parseJsonObject(request->body);
    if (!body || body->value("intent"_L1).toString() != u"CAPTURE")
        co_return gatewayResponse(invalid(u"intent must be CAPTURE"_s));
    const QJsonObject unit = body->value("purchase_units"_L1)[0].toObject();
    const auto amount = amountFrom(unit.value("amount"_L1).toObject());
    if (!amount || request->header("paypal-request-id").isEmpty())
        co_return gatewayResponse(invalid(u"an amount and PayPal-Request-Id are needed"_s));
    const BookedOrder order{.id = newName(),
                            .orderId = unit.value("custom_id"_L1).toString(),
                            .token = tokenOf(*body),
                            .amount = *amount,
                            .captureId = {}};
    GatewayTask task{.key = keyOf(*request), .work = nullptr};
    task.work = [order](const ChargeBook::Pages &) -> ChargeBook::Entry {
        return {.answer = {201, toJson(orderJson(order))}, .order = order};
    };
    Response response = co_await m_teller.serve(std::move(task), dialect());
    co_return response;
}

QCoro::Task<Response> PaypalEndpoints::showOrder(std::shared_ptr<const Request> request)
{
    GatewayTask task;
    task.work = [id = request->pathParameter(u"id")](const ChargeBook::Pages &pages) -> ChargeBook::Entry {
        const auto order = pages.orders.constFind(id);
        if (order == pages.orders.constEnd())
            return {notFound()};
        return {{200, toJson(orderJson(*order))}};
    };
    Response response = co_await m_teller.serve(std::move(task), dialect());
    co_return response;
}

QCoro::Task<Response> PaypalEndpoints::captureOrder(std::shared_ptr<const Request> request)
{
    const auto body = request->body.isEmpty() ? Result<QJsonObject>(QJsonObject()) : parseJsonObject(request->body);
    if (!body)
        co_return gatewayResponse(invalid(u"the body is no JSON object"_s));
    const QString token = tokenOf(*body);
    GatewayTask task{.key = keyOf(*request), .work = nullptr};
    BookedCharge charge;
    charge.id = newName();
    charge.provider = u"paypal"_s;
    charge.idempotencyKey = shopKey(task.key);
    charge.at = m_clock.utc();
    const QString orderId = request->pathParameter(u"id");
    task.work = [=](const ChargeBook::Pages &pages) { return captured(pages, orderId, charge, token, false); };
    task.decline = [=](const ChargeBook::Pages &pages) { return captured(pages, orderId, charge, token, true); };
    task.movesMoney = true;
    Response response = co_await m_teller.serve(std::move(task), dialect());
    co_return response;
}

QCoro::Task<Response> PaypalEndpoints::refundCapture(std::shared_ptr<const Request> request)
{
    const auto body = request->body.isEmpty() ? Result<QJsonObject>(QJsonObject()) : parseJsonObject(request->body);
    const auto amount = body ? amountFrom(body->value("amount"_L1).toObject()) : std::nullopt;
    if (!body || (!amount && body->contains("amount"_L1)))
        co_return gatewayResponse(invalid(u"the amount is not understood"_s));
    GatewayTask task{.key = keyOf(*request), .work = nullptr};
    BookedRefund refund;
    refund.id = newName();
    refund.chargeId = request->pathParameter(u"id");
    refund.idempotencyKey = task.key.key;
    refund.at = m_clock.utc();
    task.work = [=](const ChargeBook::Pages &pages) { return refunded(pages, refund, amount); };
    task.movesMoney = true;
    Response response = co_await m_teller.serve(std::move(task), dialect());
    co_return response;
}

} // namespace tidegate
