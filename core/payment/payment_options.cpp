// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/payment/payment_options.h"

#include <QHostAddress>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

bool isThisMachine(const QString &host)
{
    return host == u"localhost" || QHostAddress(host).isLoopback();
}

/// Empty where it is not set; without a slash at its end.
Result<QString> baseUrl(Settings &settings, const QString &table)
{
    const QString key = table + u".base_url"_s;
    QString text = settings.text(key);
    const QUrl url(text, QUrl::StrictMode);
    const bool safe = url.scheme() == u"https" || (url.scheme() == u"http" && isThisMachine(url.host()));
    if (text.isEmpty())
        return text;
    if (!url.isValid() || url.host().isEmpty() || url.hasQuery() || url.hasFragment() || !url.userInfo().isEmpty())
        return failure(ErrorCode::InvalidRequest, u"%1: \"%2\" is no address of a gateway"_s.arg(key, text));
    if (!safe)
        return failure(ErrorCode::InvalidRequest, u"%1 must begin with https:// (plain http only to this machine)"_s.arg(key));
    while (text.endsWith(u'/'))
        text.chop(1);
    return text;
}

auto missing(const QString &key)
{
    return failure(ErrorCode::InvalidRequest, u"%1 is missing, and its table has a base_url"_s.arg(key));
}

Result<Done> readCard(Settings &settings, PaymentOptions &options)
{
    const QString secretKey = settings.text(u"payment.card.secret_key"_s);
    const Result<QString> url = baseUrl(settings, u"payment.card"_s);
    if (!url)
        return tl::unexpected(url.error());
    if (url->isEmpty())
        return Done{};
    if (secretKey.isEmpty())
        return missing(u"payment.card.secret_key"_s);
    options.card = {*url, secretKey};
    return Done{};
}

Result<Done> readPaypal(Settings &settings, PaymentOptions &options)
{
    const QString id = settings.text(u"payment.paypal.client_id"_s);
    const QString secret = settings.text(u"payment.paypal.client_secret"_s);
    const Result<QString> url = baseUrl(settings, u"payment.paypal"_s);
    if (!url)
        return tl::unexpected(url.error());
    if (url->isEmpty())
        return Done{};
    if (id.isEmpty() || secret.isEmpty())
        return missing(id.isEmpty() ? u"payment.paypal.client_id"_s : u"payment.paypal.client_secret"_s);
    options.paypal = {*url, id, secret};
    return Done{};
}

void readService(Settings &settings, PaymentServiceOptions &service)
{
    using namespace std::chrono;
    service.breakerFailures = static_cast<int>(settings.integer(u"breaker.failures"_s, service.breakerFailures, 1, 10'000));
    service.breakerWindow = seconds(settings.integer(u"breaker.window_s"_s, service.breakerWindow.count(), 1, 3'600));
    service.breakerOpen = seconds(settings.integer(u"breaker.open_s"_s, service.breakerOpen.count(), 1, 3'600));
    service.retries = static_cast<int>(settings.integer(u"retry.attempts"_s, service.retries, 0, 10));
    service.retryBase = milliseconds(settings.integer(u"retry.base_ms"_s, service.retryBase.count(), 1, 60'000));
    service.retryCap = milliseconds(settings.integer(u"retry.cap_ms"_s, service.retryCap.count(), 1, 60'000));
}

QMap<QString, PluginSettings> readPlugins(Settings &settings)
{
    QMap<QString, PluginSettings> plugins;
    for (const QString &key : settings.keysUnder(u"payment"_s)) {
        const QString id = key.section(u'.', 1, 1);
        const QString name = key.section(u'.', 2);
        if (id != u"card" && id != u"paypal" && !name.isEmpty())
            plugins[id][name] = settings.text(key);
    }
    return plugins;
}

} // namespace

Result<PaymentOptions> paymentOptions(Settings &settings)
{
    PaymentOptions options;
    readService(settings, options.service);
    if (auto card = readCard(settings, options); !card)
        return tl::unexpected(card.error());
    if (auto paypal = readPaypal(settings, options); !paypal)
        return tl::unexpected(paypal.error());
    options.plugins = readPlugins(settings);
    options.pluginFolder = settings.text(u"plugins.folder"_s);
    return options;
}

Result<Done> addGateways(const PaymentOptions &options, PaymentRegistry &registry, const Clock &clock)
{
    if (options.card) {
        if (auto added = registry.add(std::make_shared<StripeGateway>(*options.card, clock)); !added)
            return added;
    }
    if (options.paypal)
        return registry.add(std::make_shared<PaypalGateway>(*options.paypal, clock));
    return Done{};
}

} // namespace tidegate
