// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/payment/payment_plugin.h"

#include <QObject>

#include <atomic>
#include <stdexcept>

using namespace Qt::StringLiterals;
using namespace tidegate;

namespace {

/// Fails as often as the setting `failures` says, then charges.
class FlakyMethod final : public PaymentMethod
{
public:
    explicit FlakyMethod(int failures)
        : m_failures(failures)
    {
    }

    QString id() const override { return u"flaky"_s; }
    QString name() const override { return u"Flaky"_s; }
    QCoro::Task<ChargeOutcome> charge(ChargeRequest, std::chrono::milliseconds) override
    {
        ChargeOutcome outcome;
        outcome.status = m_failures-- > 0 ? ChargeStatus::Failed : ChargeStatus::Charged;
        co_return outcome;
    }
    QCoro::Task<ChargeOutcome> refund(RefundRequest, std::chrono::milliseconds) override { co_return ChargeOutcome(); }

private:
    std::atomic<int> m_failures;
};

} // namespace

class FlakyPlugin : public QObject, public PaymentPlugin
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID TidegatePaymentPlugin_iid FILE "flaky_plugin.json")
    Q_INTERFACES(tidegate::PaymentPlugin)

public:
    Result<std::shared_ptr<PaymentMethod>> create(const PluginSettings &settings, const Clock &) override
    {
        if (settings.value(u"throws"_s) == u"yes")
            throw std::runtime_error("no luck");
        bool number = false;
        const int failures = settings.value(u"failures"_s).toInt(&number);
        if (!number)
            return failure(ErrorCode::InvalidRequest, u"payment.flaky.failures is not a number"_s);
        return std::make_shared<FlakyMethod>(failures);
    }
};

#include "flaky_plugin.moc"
