// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/payment/payment_plugin.h"

#include <QCryptographicHash>
#include <QHash>
#include <QObject>

#include <mutex>

using namespace Qt::StringLiterals;
using namespace tidegate;

namespace {

/// An EXAMPLE of a payment method as a plugin. It moves no coins and asks no network: it takes the hexadecimal id of a transfer (32
/// bytes) followed by its checksum (the first 4 bytes of SHA-256 twice over the id, as Base58Check has it), believes that the transfer was
/// made, lets each transfer pay for one order, and remembers what it did only as long as the program runs.
class CryptoMethod final : public PaymentMethod
{
public:
    QString id() const override { return u"crypto"_s; }
    QString name() const override { return u"Crypto (example)"_s; }

    QCoro::Task<ChargeOutcome> charge(ChargeRequest request, std::chrono::milliseconds) override
    {
        const QByteArray transfer = transferIn(request.token);
        if (transfer.isEmpty())
            co_return outcome(ChargeStatus::Declined, {}, u"no transfer id with its checksum"_s);
        const std::lock_guard lock(m_mutex);
        const QString paysFor = m_spent.value(transfer, request.idempotencyKey);
        if (paysFor != request.idempotencyKey)
            co_return outcome(ChargeStatus::Declined, {}, u"this transfer has paid for another order"_s);
        m_spent.insert(transfer, paysFor);
        co_return outcome(ChargeStatus::Charged, QString::fromLatin1(transfer.toHex()), u"recorded"_s);
    }

    QCoro::Task<ChargeOutcome> refund(RefundRequest request, std::chrono::milliseconds) override
    {
        const std::lock_guard lock(m_mutex);
        if (!m_spent.contains(QByteArray::fromHex(request.chargeReference.toLatin1())))
            co_return outcome(ChargeStatus::Declined, {}, u"no such transfer"_s);
        co_return outcome(ChargeStatus::Charged, u"refund-"_s + request.idempotencyKey, u"recorded"_s);
    }

private:
    static ChargeOutcome outcome(ChargeStatus status, const QString &reference, const QString &detail)
    {
        ChargeOutcome result;
        result.status = status;
        result.reference = reference;
        result.detail = detail;
        return result;
    }

    static QByteArray transferIn(const QString &token)
    {
        const QByteArray bytes = QByteArray::fromHex(token.toLatin1());
        if (bytes.size() != 36 || QString::fromLatin1(bytes.toHex()) != token)
            return {};
        const QByteArray once = QCryptographicHash::hash(bytes.first(32), QCryptographicHash::Sha256);
        const QByteArray twice = QCryptographicHash::hash(once, QCryptographicHash::Sha256);
        return bytes.endsWith(twice.first(4)) ? bytes.first(32) : QByteArray();
    }

    std::mutex m_mutex;
    QHash<QByteArray, QString> m_spent; ///< transfer → the idempotency key that it paid for
};

} // namespace

class CryptoPlugin : public QObject, public PaymentPlugin
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID TidegatePaymentPlugin_iid FILE "crypto.json")
    Q_INTERFACES(tidegate::PaymentPlugin)

public:
    Result<std::shared_ptr<PaymentMethod>> create(const PluginSettings &, const Clock &) override
    {
        return std::make_shared<CryptoMethod>();
    }
};

#include "crypto_plugin.moc"
