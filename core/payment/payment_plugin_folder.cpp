// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/payment/payment_plugin_folder.h"

#include "core/payment/gateway_answer.h"
#include "core/plugin/plugin_file.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr PluginInterface paymentPlugins{TidegatePaymentPlugin_iid, "method", "payment plugin"};

auto refused(const QString &why)
{
    return failure(ErrorCode::InvalidRequest, why);
}

Result<std::shared_ptr<PaymentMethod>> makeMethod(QObject *instance, const PluginSettings &settings, const Clock &clock)
{
    auto *plugin = qobject_cast<PaymentPlugin *>(instance);
    if (!plugin)
        return refused(u"it does not implement its own interface"_s);
    try {
        return plugin->create(settings, clock);
    } catch (const std::exception &error) {
        return refused(u"it threw: "_s + QString::fromUtf8(error.what()));
    }
}

Result<std::optional<PluginOffer>> offerOf(const Result<std::shared_ptr<PaymentMethod>> &method, PaymentRegistry &registry)
{
    if (!method)
        return tl::unexpected(method.error());
    if (!*method)
        return std::nullopt;
    return PluginOffer{(*method)->id(), [&registry, added = *method] { return registry.add(added); }};
}

} // namespace

Result<std::shared_ptr<PaymentMethod>> loadPaymentPlugin(const QString &path, const QMap<QString, PluginSettings> &settings,
                                                         const Clock &clock)
{
    const Result<std::optional<PluginLibrary>> library = loadPluginLibrary(path, paymentPlugins);
    if (!library)
        return tl::unexpected(library.error());
    if (!*library)
        return nullptr;
    const QString id = (*library)->id;
    const auto method = makeMethod((*library)->instance, settings.value(id), clock);
    if (method && (!*method || (*method)->id() != id))
        return refused(u"its method is not called \"%1\", as its description says"_s.arg(id));
    return method;
}

PaymentPluginFolder::PaymentPluginFolder(const QString &folder, PaymentRegistry &registry,
                                         const QMap<QString, PluginSettings> &settings, const Clock &clock)
    : m_folder(folder,
               {u"payment method"_s, paymentLog,
                [&registry, settings, &clock](const QString &path) {
                    return offerOf(loadPaymentPlugin(path, settings, clock), registry);
                },
                [&registry](const QString &id) { registry.remove(id); }})
{
}

void PaymentPluginFolder::start()
{
    m_folder.start();
}

} // namespace tidegate
