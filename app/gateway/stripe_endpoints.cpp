// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gateway/stripe_endpoints.h"

#include "core/base/json.h"

#include <QCryptographicHash>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr qint64 largestAmount = 99'999'999; // eight digits, as Stripe has it

GatewayAnswer errorAnswer(int status, const QString &type, const QString &code, const QString &message,
                          const QJsonObject &more = {})
{
    QJsonObject error{{u"type"_s, type}, {u"message"_s, message}};
    if (!code.isEmpty())
        error.insert(u"code"_s, code);
    for (auto field = more.begin(); field != more.end(); ++field)
        error.insert(field.key(), field.value());
    return {status, toJson({{u"error"_s, error}})};
}

GatewayAnswer invalid(const QString &param, const QString &code, const QString &message)
{
    return errorAnswer(400, u"invalid_request_error"_s, code, message, {{u"param"_s, param}});
}

const GatewayDialect &dialect()
{
    static const GatewayDialect stripe{
        .broken = errorAnswer(500, u"api_error"_s, {}, u"An unknown error occurred."_s),
        .running = errorAnswer(409, u"idempotency_error"_s, u"idempotency_key_in_use"_s,
                               u"There is currently another in-progress request using this idempotency key."_s),
        .otherRequest =
            errorAnswer(400, u"idempotency_error"_s, {},
                        u"Keys for idempotent requests can only be used with the same parameters they were first used with."_s),
    };
    return stripe;
}

QHash<QString, QString> formOf(const QByteArray &body)
{
    QHash<QString, QString> form;
    for (const QByteArray &pair : body.split('&')) {
        const qsizetype equals = pair.indexOf('=');
        const auto decoded = [](QByteArray text) {
            return QString::fromUtf8(QByteArray::fromPercentEncoding(text.replace('+', ' ')));
        };
        if (equals > 0)
            form.insert(decoded(pair.first(equals)), decoded(pair.sliced(equals + 1)));
    }
    return form;
}

/// Stripe's special cases (docs.stripe.com/currencies), the other way round than the client has them.
qint64 minorUnits(qint64 stripeAmount, const Currency &currency)
{
    if (currency.code() == u"ISK" || currency.code() == u"UGX")
        return stripeAmount / 100;
    return currency.code() == u"MGA" ? stripeAmount * 100 : stripeAmount;
}

qint64 stripeAmount(const Money &money)
{
    const QString code = money.currency.code();
    if (code == u"ISK" || code == u"UGX")
        return money.amount * 100;
    return code == u"MGA" ? money.amount / 100 : money.amount;
}

QJsonObject intentJson(const BookedCharge &charge, const QString &status)
{
    const qint64 amount = stripeAmount(charge.amount);
    const bool paid = status == u"succeeded";
    return {{u"id"_s, charge.id},
            {u"object"_s, u"payment_intent"_s},
            {u"amount"_s, amount},
            {u"amount_received"_s, paid ? amount : 0},
            {u"currency"_s, charge.amount.currency.code().toLower()},
            {u"status"_s, status},
            {u"latest_charge"_s, paid ? QJsonValue(u"ch"_s + charge.id.mid(2)) : QJsonValue()},
            {u"livemode"_s, false},
            {u"created"_s, charge.at / 1000},
            {u"payment_method_types"_s, QJsonArray{u"card"_s}},
            {u"metadata"_s, QJsonObject{{u"order_id"_s, charge.orderId}}}};
}

ChargeBook::Entry declined(const BookedCharge &charge)
{
    const QJsonObject more{{u"decline_code"_s, u"generic_decline"_s},
                           {u"payment_intent"_s, intentJson(charge, u"requires_payment_method"_s)}};
    return {errorAnswer(402, u"card_error"_s, u"card_declined"_s, u"Your card was declined."_s, more)};
}

/// Nobody confirms it later here, so nothing but the answer to its key is kept.
ChargeBook::Entry unconfirmed(const BookedCharge &charge)
{
    return {{200, toJson(intentJson(charge, u"requires_payment_method"_s))}};
}

ChargeBook::Entry charged(const BookedCharge &charge)
{
    ChargeBook::Entry entry;
    entry.answer = {200, toJson(intentJson(charge, u"succeeded"_s))};
    entry.charge = charge;
    return entry;
}

ChargeBook::Entry refunded(const ChargeBook::Pages &pages, BookedRefund refund, bool all)
{
    const BookedCharge *charge = pages.charge(refund.chargeId);
    if (!charge || charge->provider != u"stripe")
        return {invalid(u"payment_intent"_s, u"resource_missing"_s, u"No such payment_intent."_s)};
    const Money left = charge->amount - charge->refunded;
    refund.amount = all ? left : Money{minorUnits(refund.amount.amount, left.currency), left.currency};
    if (left.amount == 0)
        return {invalid(u"payment_intent"_s, u"charge_already_refunded"_s, u"The charge has already been refunded."_s)};
    if (refund.amount.amount < 1)
        return {invalid(u"amount"_s, u"parameter_invalid_integer"_s, u"Invalid positive integer."_s)};
    if (refund.amount.amount > left.amount)
        return {invalid(u"amount"_s, {}, u"Refund amount is greater than unrefunded amount on charge."_s)};
    ChargeBook::Entry entry;
    entry.answer = {200,
                    toJson({{u"id"_s, refund.id},
                            {u"object"_s, u"refund"_s},
                            {u"amount"_s, stripeAmount(refund.amount)},
                            {u"currency"_s, refund.amount.currency.code().toLower()},
                            {u"payment_intent"_s, refund.chargeId},
                            {u"status"_s, u"succeeded"_s},
                            {u"created"_s, refund.at / 1000}})};
    entry.refund = refund;
    return entry;
}

std::optional<GatewayAnswer> whyUnauthorized(const Request &request)
{
    const QByteArray authorization = request.header("authorization");
    if (authorization.startsWith("Bearer sk_"))
        return std::nullopt;
    return errorAnswer(401, u"invalid_request_error"_s, {}, u"Invalid API Key provided."_s);
}

ChargeBook::RequestKey keyOf(const Request &request)
{
    return {.endpoint = u"stripe "_s + request.path,
            .key = QString::fromUtf8(request.header("idempotency-key")),
            .fingerprint = QCryptographicHash::hash(request.body, QCryptographicHash::Sha1)};
}

} // namespace

StripeEndpoints::StripeEndpoints(Teller &teller, const Clock &clock, Random &random)
    : m_teller(teller)
    , m_clock(clock)
    , m_random(random)
{
}

void StripeEndpoints::addRoutes(Router &router)
{
    add(router, "POST", u"/v1/payment_intents"_s, &StripeEndpoints::createIntent);
    add(router, "GET", u"/v1/payment_intents/{id}"_s, &StripeEndpoints::showIntent);
    add(router, "POST", u"/v1/refunds"_s, &StripeEndpoints::createRefund);
}

void StripeEndpoints::add(Router &router, const QByteArray &method, const QString &pattern, Handling handling)
{
    router.add(method, pattern, AsyncHandler([this, handling](std::shared_ptr<const Request> request) {
                   return (this->*handling)(std::move(request));
               }));
}

QString StripeEndpoints::newName(const QString &prefix) const
{
    return prefix + QString::fromLatin1(m_random.bytes(12).toHex());
}

QCoro::Task<Response> StripeEndpoints::createIntent(std::shared_ptr<const Request> request)
{
    if (const auto refusal = whyUnauthorized(*request))
        co_return gatewayResponse(*refusal);
    const Form form = formOf(request->body);
    const qint64 amount = form.value(u"amount"_s).toLongLong();
    if (amount < 1 || amount > largestAmount)
        co_return gatewayResponse(invalid(u"amount"_s, u"parameter_invalid_integer"_s, u"Invalid integer."_s));
    const auto currency = Currency::fromCode(form.value(u"currency"_s).toUpper());
    if (!currency)
        co_return gatewayResponse(invalid(u"currency"_s, {}, u"Invalid currency."_s));
    const bool confirms = form.value(u"confirm"_s) == u"true";
    const QString stored = form.value(u"payment_method"_s);
    const QString token = stored.isEmpty() ? form.value(u"payment_method_data[card][token]"_s) : stored;
    static const QRegularExpression known(u"^(tok|pm_card)_[A-Za-z_]+$"_s);
    if (confirms && !known.match(token).hasMatch()) {
        const QString param = stored.isEmpty() ? u"payment_method_data[card][token]"_s : u"payment_method"_s;
        co_return gatewayResponse(invalid(param, u"resource_missing"_s, u"No such token."_s));
    }
    const BookedCharge booked{.id = newName(u"pi_"_s),
                              .provider = u"stripe"_s,
                              .orderId = form.value(u"metadata[order_id]"_s),
                              .idempotencyKey = QString::fromUtf8(request->header("idempotency-key")),
                              .amount = {minorUnits(amount, *currency), *currency},
                              .refunded = {0, *currency},
                              .at = m_clock.utc()};
    GatewayTask task{.key = keyOf(*request), .work = nullptr};
    if (confirms) {
        task.decline = [booked](const ChargeBook::Pages &) { return declined(booked); };
        task.work = [booked](const ChargeBook::Pages &) { return charged(booked); };
        if (token.contains(u"chargeDeclined"))
            task.work = task.decline;
        task.movesMoney = true;
    } else {
        task.work = [booked](const ChargeBook::Pages &) { return unconfirmed(booked); };
    }
    Response response = co_await m_teller.serve(std::move(task), dialect());
    co_return response;
}

QCoro::Task<Response> StripeEndpoints::showIntent(std::shared_ptr<const Request> request)
{
    if (const auto refusal = whyUnauthorized(*request))
        co_return gatewayResponse(*refusal);
    GatewayTask task;
    task.work = [id = request->pathParameter(u"id")](const ChargeBook::Pages &pages) -> ChargeBook::Entry {
        const BookedCharge *charge = pages.charge(id);
        if (!charge)
            return {errorAnswer(404, u"invalid_request_error"_s, u"resource_missing"_s, u"No such payment_intent."_s)};
        return {{200, toJson(intentJson(*charge, u"succeeded"_s))}};
    };
    Response response = co_await m_teller.serve(std::move(task), dialect());
    co_return response;
}

QCoro::Task<Response> StripeEndpoints::createRefund(std::shared_ptr<const Request> request)
{
    if (const auto refusal = whyUnauthorized(*request))
        co_return gatewayResponse(*refusal);
    const Form form = formOf(request->body);
    const bool all = !form.contains(u"amount"_s);
    const BookedRefund booked{.id = newName(u"re_"_s),
                              .chargeId = form.value(u"payment_intent"_s),
                              .idempotencyKey = QString::fromUtf8(request->header("idempotency-key")),
                              .amount = {form.value(u"amount"_s).toLongLong(), Currency::euro()},
                              .at = m_clock.utc()};
    GatewayTask task{.key = keyOf(*request), .work = nullptr};
    task.work = [booked, all](const ChargeBook::Pages &pages) { return refunded(pages, booked, all); };
    task.movesMoney = true;
    Response response = co_await m_teller.serve(std::move(task), dialect());
    co_return response;
}

} // namespace tidegate
