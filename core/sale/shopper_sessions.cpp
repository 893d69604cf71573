// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sale/shopper_sessions.h"

#include "core/base/id.h"
#include "core/base/json.h"

#include <QUuid>
#include <QtEndian>

#include <sodium.h>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr QByteArrayView tokenPrefix = "tg_sess_";
constexpr qsizetype idBytes = 16;
constexpr qsizetype contentBytes = idBytes + 8;
constexpr qsizetype macBytes = 16;
constexpr auto base64 = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals | QByteArray::AbortOnBase64DecodingErrors;

} // namespace

Result<std::unique_ptr<ShopperSessions>> ShopperSessions::open(Store &store, const Clock &clock, Random &random)
{
    const QString fresh = QString::fromLatin1(random.bytes(crypto_auth_hmacsha256_KEYBYTES).toHex());
    const auto key = store
                         .write([fresh](WriteTransaction &transaction) -> Result<QString> {
                             const QString name = u"shopper_sessions"_s;
                             const auto known = transaction.one(u"SELECT secret FROM server_secret WHERE name = ?"_s, {name},
                                                                [](const Row &row) { return row.text(0); });
                             if (known)
                                 return *known;
                             transaction.exec(u"INSERT INTO server_secret (name, secret, created_at) VALUES (?, ?, ?)"_s,
                                              {name, fresh, transaction.now()});
                             transaction.audit({u"system"_s, u"server_secret.created"_s, u"server_secret"_s, name, {}, {}, {}});
                             return fresh;
                         })
                         .get();
    if (!key)
        return tl::unexpected(key.error());
    return std::unique_ptr<ShopperSessions>(new ShopperSessions(store, clock, random, QByteArray::fromHex(key->toLatin1())));
}

ShopperSessions::ShopperSessions(Store &store, const Clock &clock, Random &random, QByteArray key)
    : m_store(store)
    , m_clock(clock)
    , m_random(random)
    , m_key(std::move(key))
{
}

Async<Result<ShopperSession>> ShopperSessions::create(QString email, QString name)
{
    ShopperSession session;
    session.shopperId = newId(m_clock, m_random);
    session.expiresAt = m_clock.utc() + std::chrono::milliseconds(lifetime).count();
    QByteArray content = QUuid::fromString(session.shopperId).toRfc4122();
    content.resize(contentBytes);
    qToBigEndian<qint64>(session.expiresAt, content.data() + idBytes);
    session.token = QString::fromLatin1(tokenPrefix.toByteArray() + (content + sign(content)).toBase64(base64));
    return m_store.write([session, email, name](WriteTransaction &transaction) -> Result<ShopperSession> {
        transaction.exec(u"INSERT INTO shopper (id, email, name, created_at) VALUES (?, ?, ?, ?)"_s,
                         {session.shopperId, email, name, transaction.now()});
        transaction.audit({u"shopper:"_s + session.shopperId, u"shopper.created"_s, u"shopper"_s, session.shopperId, {}, {}, {}});
        return session;
    });
}

std::optional<QString> ShopperSessions::shopperOf(QByteArrayView token) const
{
    if (!token.startsWith(tokenPrefix) || token.size() > 128)
        return std::nullopt;
    const auto decoded = QByteArray::fromBase64Encoding(token.sliced(tokenPrefix.size()).toByteArray(), base64);
    if (!decoded)
        return std::nullopt;
    const QByteArray &signedContent = *decoded;
    if (signedContent.size() != contentBytes + macBytes)
        return std::nullopt;
    const QByteArray content = signedContent.left(contentBytes);
    const QByteArray mac = sign(content);
    if (sodium_memcmp(mac.constData(), signedContent.constData() + contentBytes, macBytes) != 0)
        return std::nullopt;
    if (qFromBigEndian<qint64>(content.constData() + idBytes) <= m_clock.utc())
        return std::nullopt;
    return QUuid::fromRfc4122(content.left(idBytes)).toString(QUuid::WithoutBraces);
}

QByteArray ShopperSessions::sign(const QByteArray &content) const
{
    QByteArray mac(crypto_auth_hmacsha256_BYTES, Qt::Uninitialized);
    crypto_auth_hmacsha256(
        reinterpret_cast<unsigned char *>(mac.data()), reinterpret_cast<const unsigned char *>(content.constData()),
        static_cast<unsigned long long>(content.size()), reinterpret_cast<const unsigned char *>(m_key.constData()));
    return mac.left(macBytes);
}

} // namespace tidegate
