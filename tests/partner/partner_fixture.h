// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/id.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/catalog/product_table.h"
#include "core/partner/partner_service.h"
#include "core/partner/standard_webhooks.h"
#include "core/partner/webhook_service.h"
#include "support/scratch_store.h"

#include <QJsonArray>

namespace tidegate::test {

/// A store with a partner, its webhook secret, products and signed messages.
struct PartnerFixture {
    explicit PartnerFixture(const Clock &usedClock, const QString &callback = QStringLiteral("https://acme.example/hook"))
        : clock(usedClock)
        , store(scratch.open(usedClock))
        , partners(*store, usedClock, random)
    {
        partner = addPartner(QStringLiteral("Acme"), callback);
        secret = partners.createWebhookSecret(partner, QStringLiteral("test")).get().value();
    }

    QString addPartner(const QString &name, const QString &callback)
    {
        return partners
            .add({.name = name,
                  .email = QStringLiteral("it@acme.example"),
                  .callbackUrl = callback,
                  .allowHttp = true,
                  .actor = QStringLiteral("test")})
            .get()
            ->id;
    }

    template <typename Function>
    auto write(Function function)
    {
        return store->write(std::move(function)).get();
    }

    void addProduct(const QString &sku, qint64 stock, const QString &owner = {})
    {
        const auto added = write([&](WriteTransaction &transaction) -> Result<Done> {
            transaction.exec(QStringLiteral("INSERT INTO product (sku, id, name, price, currency, created_at, updated_at) "
                                            "VALUES (?, ?, ?, 1000, 'EUR', 0, 0)"),
                             {sku, newId(clock, random), sku});
            transaction.exec(QStringLiteral("INSERT INTO stock (sku, on_hand) VALUES (?, 0)"), {sku});
            const QString id = newId(clock, random);
            const auto what = QStringLiteral("test");
            moveStock(transaction, {id, sku, stock, what, what, id, what, what});
            if (!owner.isEmpty())
                transaction.exec(QStringLiteral("UPDATE product SET partner_id = ? WHERE sku = ?"), {owner, sku});
            return Done{};
        });
        if (!added)
            qFatal("%s", qPrintable(added.error().detail));
    }

    void addSandboxProduct(const QString &sku, qint64 stock) const
    {
        scratch.runOutside(
            QStringLiteral("INSERT INTO sandbox_product (partner_id, sku, name, price, currency, stock, updated_at) "
                           "VALUES ('%1', '%2', '%2', 1, 'EUR', %3, 0)")
                .arg(partner, sku)
                .arg(stock));
    }

    qint64 number(const QString &sql, const QVariantList &parameters = {}) const
    {
        return store
            ->read([sql, parameters](ReadTransaction &transaction) -> Result<qint64> {
                qint64 value = -1;
                transaction.each(sql, parameters, [&value](const Row &row) { value = row.integer(0); });
                return value;
            })
            .get()
            .value();
    }
    QString text(const QString &sql, const QVariantList &parameters = {}) const
    {
        return store
            ->read([sql, parameters](ReadTransaction &transaction) -> Result<QString> {
                QString value;
                transaction.each(sql, parameters, [&value](const Row &row) { value = row.text(0); });
                return value;
            })
            .get()
            .value();
    }
    qint64 onHand(const QString &sku) const { return number(QStringLiteral("SELECT on_hand FROM stock WHERE sku = ?"), {sku}); }

    static QJsonObject item(const QString &sku, qint64 stock, std::optional<qint64> version = {})
    {
        QJsonObject object{{QStringLiteral("sku"), sku}, {QStringLiteral("stock"), stock}};
        if (version)
            object.insert(QStringLiteral("version"), *version);
        return object;
    }

    QByteArray body(const QJsonArray &items, UtcMillis at) const
    {
        return toJson({{QStringLiteral("type"), QStringLiteral("stock.updated")},
                       {QStringLiteral("timestamp"), formatTime(at)},
                       {QStringLiteral("data"), QJsonObject{{QStringLiteral("items"), items}}}});
    }

    IncomingWebhook webhook(const QByteArray &id, const QByteArray &body) const
    {
        const WebhookHeaders headers =
            signWebhook({secret}, id, std::chrono::floor<std::chrono::seconds>(std::chrono::milliseconds(clock.utc())), body);
        return {partner, false, headers.id, headers.timestamp, headers.signature, body, QStringLiteral("r")};
    }
    IncomingWebhook webhook(const QByteArray &id, const QJsonArray &items) const { return webhook(id, body(items, clock.utc())); }

    const Clock &clock;
    SystemRandom random;
    ScratchStore scratch = ScratchStore::withTables();
    std::unique_ptr<Store> store;
    PartnerService partners;
    QString partner;
    QString secret;
};

} // namespace tidegate::test
