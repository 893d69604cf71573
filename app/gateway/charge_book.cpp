// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gateway/charge_book.h"

#include "core/base/json.h"
#include "core/base/text.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

Money moneyFrom(const QJsonObject &object, QLatin1StringView amount)
{
    const auto currency = Currency::fromCode(object.value("currency"_L1).toString());
    return {object.value(amount).toInteger(), currency.value_or(Currency::euro())};
}

QJsonObject chargeToJson(const BookedCharge &charge)
{
    return {{u"id"_s, charge.id},
            {u"provider"_s, charge.provider},
            {u"order_id"_s, charge.orderId},
            {u"idempotency_key"_s, charge.idempotencyKey},
            {u"amount"_s, charge.amount.amount},
            {u"currency"_s, charge.amount.currency.code()},
            {u"status"_s, u"succeeded"_s},
            {u"refunded"_s, charge.refunded.amount},
            {u"created_at"_s, formatTime(charge.at)}};
}

BookedCharge chargeFromJson(const QJsonObject &object)
{
    return {.id = object.value("id"_L1).toString(),
            .provider = object.value("provider"_L1).toString(),
            .orderId = object.value("order_id"_L1).toString(),
            .idempotencyKey = object.value("idempotency_key"_L1).toString(),
            .amount = moneyFrom(object, "amount"_L1),
            .refunded = moneyFrom(object, "refunded"_L1),
            .at = parseTime(object.value("created_at"_L1).toString()).value_or(0)};
}

QJsonObject refundToJson(const BookedRefund &refund)
{
    return {{u"id"_s, refund.id},
            {u"charge_id"_s, refund.chargeId},
            {u"idempotency_key"_s, refund.idempotencyKey},
            {u"amount"_s, refund.amount.amount},
            {u"currency"_s, refund.amount.currency.code()},
            {u"created_at"_s, formatTime(refund.at)}};
}

BookedRefund refundFromJson(const QJsonObject &object)
{
    return {.id = object.value("id"_L1).toString(),
            .chargeId = object.value("charge_id"_L1).toString(),
            .idempotencyKey = object.value("idempotency_key"_L1).toString(),
            .amount = moneyFrom(object, "amount"_L1),
            .at = parseTime(object.value("created_at"_L1).toString()).value_or(0)};
}

QJsonObject orderToJson(const BookedOrder &order)
{
    return {{u"id"_s, order.id},
            {u"order_id"_s, order.orderId},
            {u"token"_s, order.token},
            {u"amount"_s, order.amount.amount},
            {u"currency"_s, order.amount.currency.code()},
            {u"capture_id"_s, order.captureId}};
}

BookedOrder orderFromJson(const QJsonObject &object)
{
    return {.id = object.value("id"_L1).toString(),
            .orderId = object.value("order_id"_L1).toString(),
            .token = object.value("token"_L1).toString(),
            .amount = moneyFrom(object, "amount"_L1),
            .captureId = object.value("capture_id"_L1).toString()};
}

} // namespace

const BookedCharge *ChargeBook::Pages::charge(const QString &id) const
{
    const auto found = chargeIndex.constFind(id);
    return found == chargeIndex.constEnd() ? nullptr : &charges.at(*found);
}

QString ChargeBook::place(const RequestKey &key)
{
    return key.endpoint + u' ' + key.key;
}

ChargeBook::Claim ChargeBook::claim(const RequestKey &key)
{
    if (key.key.isEmpty())
        return {};
    const std::lock_guard lock(m_mutex);
    const QString where = place(key);
    const auto kept = m_kept.constFind(where);
    if (kept == m_kept.constEnd()) {
        m_kept.insert(where, {key.fingerprint, std::nullopt});
        return {};
    }
    if (kept->fingerprint != key.fingerprint)
        return {Standing::OtherRequest, {}};
    if (!kept->answer)
        return {Standing::Running, {}};
    return {Standing::Answered, *kept->answer};
}

void ChargeBook::release(const RequestKey &key)
{
    const std::lock_guard lock(m_mutex);
    m_kept.remove(place(key));
}

Result<GatewayAnswer> ChargeBook::settle(const RequestKey &key, const Work &work)
{
    const std::lock_guard lock(m_mutex);
    const Entry entry = work(m_pages);
    if (const auto written = write(key, entry); !written) {
        m_kept.remove(place(key));
        return tl::unexpected(written.error());
    }
    apply(key, entry);
    return entry.answer;
}

void ChargeBook::apply(const RequestKey &key, const Entry &entry)
{
    if (entry.charge) {
        m_pages.chargeIndex.insert(entry.charge->id, m_pages.charges.size());
        m_pages.charges.push_back(*entry.charge);
    }
    if (entry.refund) {
        BookedCharge &charge = m_pages.charges.at(m_pages.chargeIndex.value(entry.refund->chargeId));
        charge.refunded = charge.refunded + entry.refund->amount;
        m_pages.refunds.push_back(*entry.refund);
    }
    if (entry.order)
        m_pages.orders.insert(entry.order->id, *entry.order);
    if (!key.key.isEmpty())
        m_kept.insert(place(key), {key.fingerprint, entry.answer});
}

Result<Done> ChargeBook::write(const RequestKey &key, const Entry &entry)
{
    if (!m_journal.isOpen() || (key.key.isEmpty() && !entry.charge && !entry.refund && !entry.order))
        return Done{};
    QJsonObject line{{u"endpoint"_s, key.endpoint},
                     {u"key"_s, key.key},
                     {u"fingerprint"_s, QString::fromLatin1(key.fingerprint.toHex())},
                     {u"status"_s, entry.answer.status},
                     {u"body"_s, QString::fromUtf8(entry.answer.body)}};
    if (entry.charge)
        line.insert(u"charge"_s, chargeToJson(*entry.charge));
    if (entry.refund)
        line.insert(u"refund"_s, refundToJson(*entry.refund));
    if (entry.order)
        line.insert(u"order"_s, orderToJson(*entry.order));
    const QByteArray text = tidegate::toJson(line) + '\n';
    if (m_journal.write(text) != text.size())
        return failure(ErrorCode::StorageUnavailable, u"the journal can't be written: "_s + m_journal.errorString());
    return Done{};
}

Result<Done> ChargeBook::openJournal(const QString &file)
{
    const std::lock_guard lock(m_mutex);
    m_journal.setFileName(file);
    if (!m_journal.open(QIODevice::ReadWrite | QIODevice::Unbuffered))
        return failure(ErrorCode::StorageUnavailable, u"the journal %1 can't be opened: %2"_s.arg(file, m_journal.errorString()));
    const QByteArray text = m_journal.readAll();
    const qsizetype whole = text.lastIndexOf('\n') + 1;
    qint64 number = 0;
    for (const QByteArray &line : text.first(whole).split('\n')) {
        ++number;
        if (line.isEmpty())
            continue;
        const auto object = parseJsonObject(line);
        if (!object)
            return failure(ErrorCode::StorageUnavailable, u"%1, line %2: %3"_s.arg(file).arg(number).arg(object.error().detail));
        replay(*object);
    }
    if (!m_journal.resize(whole) || !m_journal.seek(whole))
        return failure(ErrorCode::StorageUnavailable,
                       u"the journal %1 can't be written: %2"_s.arg(file, m_journal.errorString()));
    return Done{};
}

void ChargeBook::replay(const QJsonObject &line)
{
    const RequestKey key{line.value("endpoint"_L1).toString(), line.value("key"_L1).toString(),
                         QByteArray::fromHex(line.value("fingerprint"_L1).toString().toLatin1())};
    Entry entry{.answer = {line.value("status"_L1).toInt(), line.value("body"_L1).toString().toUtf8()}};
    if (line.contains("charge"_L1))
        entry.charge = chargeFromJson(line.value("charge"_L1).toObject());
    if (line.contains("refund"_L1))
        entry.refund = refundFromJson(line.value("refund"_L1).toObject());
    if (line.contains("order"_L1))
        entry.order = orderFromJson(line.value("order"_L1).toObject());
    apply(key, entry);
}

QJsonObject ChargeBook::toJson() const
{
    const std::lock_guard lock(m_mutex);
    QJsonArray charges;
    for (const BookedCharge &charge : m_pages.charges)
        charges.append(chargeToJson(charge));
    QJsonArray refunds;
    for (const BookedRefund &refund : m_pages.refunds)
        refunds.append(refundToJson(refund));
    return {{u"data"_s, charges}, {u"refunds"_s, refunds}};
}

} // namespace tidegate
