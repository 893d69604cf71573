// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/store/store.h"

#include <QByteArray>

#include <optional>

namespace tidegate {

struct ShopperSession {
    QString token;
    QString shopperId;
    UtcMillis expiresAt = 0;
};

/// Sessions of shoppers in a browser or an app. A session makes a shopper of its own: an e-mail address that anybody can type opens nobody's
/// orders. The token carries the shopper's id and its end under a MAC (HMAC-SHA256, first 128 bits), so checking one takes no
/// query; the key is shared through the database by all servers. Thread-safe.
class ShopperSessions
{
public:
    static constexpr std::chrono::hours lifetime{24 * 7};

    /// Reads the key, or makes it at the first start. Blocks; call it while starting.
    static Result<std::unique_ptr<ShopperSessions>> open(Store &store, const Clock &clock, Random &random);

    Async<Result<ShopperSession>> create(QString email, QString name);
    /// The shopper of a token that is ours and not expired.
    [[nodiscard]] std::optional<QString> shopperOf(QByteArrayView token) const;

private:
    ShopperSessions(Store &store, const Clock &clock, Random &random, QByteArray key);
    [[nodiscard]] QByteArray sign(const QByteArray &content) const;

    Store &m_store;
    const Clock &m_clock;
    Random &m_random;
    const QByteArray m_key;
};

} // namespace tidegate
