// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/checkout_controller.h"

#include "app/api/body_fields.h"
#include "app/api/idempotency_key.h"
#include "app/api/limit_headers.h"
#include "app/api/order_json.h"
#include "app/http/language.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/notify/mail_text.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr qint64 maximumQuantity = 1'000;
constexpr qsizetype maximumItems = 100;

void readItems(JsonFields &fields, CheckoutRequest &checkout)
{
    QSet<QString> seen;
    eachOf(fields, u"items"_s, maximumItems, [&](JsonFields &item) {
        const QString sku = item.text(u"sku"_s, {.maximum = 64});
        const qint64 quantity = item.integer(u"quantity"_s, 1, maximumQuantity);
        if (!sku.isEmpty() && seen.contains(sku))
            item.refuse(u"sku"_s, u"duplicate_sku"_s, u"Name each SKU once, with its whole quantity."_s, sku);
        seen.insert(sku);
        checkout.items.push_back({sku, quantity});
    });
}

Result<CheckoutRequest> readCheckout(const Request &request)
{
    CheckoutRequest checkout;
    auto key = idempotencyKeyOf(request);
    if (!key)
        return tl::unexpected(key.error());
    auto body = parseJsonObject(request.body);
    if (!body)
        return tl::unexpected(body.error());
    JsonFields fields(std::move(*body));
    readItems(fields, checkout);
    JsonFields payment(fields.object(u"payment"_s), u"payment."_s);
    checkout.paymentMethod = payment.text(u"method"_s, {.maximum = 32});
    checkout.paymentToken = payment.text(u"token"_s, {.maximum = 255, .required = false});
    fields.absorb(payment);
    checkout.email = fields.text(u"email"_s, {.maximum = 254, .required = false});
    if (!checkout.email.isEmpty() && !isEmailAddress(checkout.email))
        fields.refuse(u"email"_s, u"not_an_address"_s, u"This is not an e-mail address."_s, checkout.email.left(64));
    if (auto checked = fields.finish(); !checked)
        return tl::unexpected(checked.error());
    checkout.language = chooseLanguage(request.header("accept-language"), mailLanguages());
    checkout.shopperId = request.caller;
    checkout.idempotencyKey = std::move(*key);
    checkout.requestHash = checkout.idempotencyKey.isEmpty() ? QString() : bodyHashOf(request);
    checkout.requestId = request.requestId;
    return checkout;
}

} // namespace

CheckoutController::CheckoutController(CheckoutService &checkout, Metrics &metrics)
    : m_checkout(checkout)
    , m_paid(metrics.counter(u"tidegate_checkouts_total"_s, u"Checkouts by how they ended."_s, {{u"result"_s, u"paid"_s}}))
    , m_replayed(
          metrics.counter(u"tidegate_checkouts_total"_s, u"Checkouts by how they ended."_s, {{u"result"_s, u"replayed"_s}}))
{
    for (const ErrorCode code :
         {ErrorCode::RateLimited, ErrorCode::Overloaded, ErrorCode::InvalidRequest, ErrorCode::PaymentUnavailable,
          ErrorCode::ProductNotFound, ErrorCode::SaleNotActive, ErrorCode::OutOfStock, ErrorCode::LimitPerShopper,
          ErrorCode::PaymentDeclined, ErrorCode::IdempotencyInProgress, ErrorCode::IdempotencyKeyReused,
          ErrorCode::StorageUnavailable, ErrorCode::Internal}) {
        m_refused[code] =
            &metrics.counter(u"tidegate_checkouts_total"_s, u"Checkouts by how they ended."_s, {{u"result"_s, errorName(code)}});
    }
}

void CheckoutController::addRoutes(Router &router, const Authenticator &authenticator)
{
    router.add("POST", u"/flash/checkout"_s,
               AsyncHandler([this](std::shared_ptr<const Request> request) { return checkout(std::move(request)); }),
               {.mediaTypes = {"application/json"}, .gate = authenticator.shopperGate()});
}

QCoro::Task<Response> CheckoutController::checkout(std::shared_ptr<const Request> request)
{
    Result<CheckoutRequest> read = readCheckout(*request);
    if (!read)
        co_return Response::problem(read.error(), *request);
    QCoro::Task<CheckoutAnswer> checkout = m_checkout.checkout(std::move(*read));
    const CheckoutAnswer answer = co_await std::move(checkout);
    count(answer);
    Response response =
        answer.order ? Response::json(201, toJson(*answer.order)) : Response::problem(answer.order.error(), *request);
    addReplayed(response, answer.replayed);
    addLimitHeaders(response, "checkout", answer.limit, m_checkout.limiterRule().window);
    co_return response;
}

void CheckoutController::count(const CheckoutAnswer &answer)
{
    if (answer.replayed)
        m_replayed.add();
    else if (answer.order)
        m_paid.add();
    else if (const auto counter = m_refused.find(answer.order.error().code); counter != m_refused.end())
        counter->second->add();
}

} // namespace tidegate
