// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/authenticator.h"

#include "app/api/limit_headers.h"
#include "app/http/client_network.h"
#include "core/base/log_quota.h"
#include "core/staff/staff_token.h"

#include <QLoggingCategory>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(lcSecurity, "tidegate.security", QtInfoMsg)

constexpr qsizetype maximumShopperId = 128;

LogQuota &wrongSecretQuota()
{
    static const SystemClock clock;
    static LogQuota quota(clock, lcSecurity(), QtWarningMsg, u"requests came with a wrong key"_s);
    return quota;
}

QString addressOf(const Request &request)
{
    return clientNetwork(request.peer).toString();
}

/// The secret of "Authorization: Bearer …" or of X-API-Key; empty where there is none.
QByteArray secretOf(const Request &request)
{
    const QByteArray authorization = request.header("authorization");
    if (authorization.size() > 7 && qstrnicmp(authorization.constData(), "bearer ", 7) == 0)
        return authorization.mid(7).trimmed();
    return request.header("x-api-key");
}

/// Unauthenticated where there is none; InvalidRequest for two that differ, as nobody can tell which one is meant.
Result<QByteArray> onlySecretOf(const Request &request)
{
    const QByteArray secret = secretOf(request);
    if (secret.isEmpty())
        return failure(ErrorCode::Unauthenticated, u"no key or token was sent"_s);
    if (const QByteArray other = request.header("x-api-key"); !other.isEmpty() && other != secret)
        return invalidField(u"X-API-Key"_s, u"repeated"_s, u"Send one key, in Authorization or in X-API-Key."_s);
    return secret;
}

/// Nothing of what was perhaps never meant to be a key of ours. A staff token is all secret but for its mark.
QString prefixOf(const QByteArray &secret)
{
    if (secret.startsWith(staffTokenMark))
        return QString::fromLatin1(staffTokenMark);
    return secret.startsWith("tg_") ? QString::fromLatin1(secret.left(keyPrefixLength)) : QString();
}

Result<QString> namedShopper(const Request &request)
{
    const QByteArray raw = request.header("x-shopper-id");
    const QString shopper = QString::fromUtf8(raw);
    const bool printable = std::all_of(shopper.begin(), shopper.end(), [](QChar c) { return c.isPrint(); });
    if (shopper.isEmpty() || shopper.size() > maximumShopperId || !printable || shopper.contains(QChar::ReplacementCharacter))
        return invalidField(u"X-Shopper-Id"_s, u"out_of_range"_s,
                            u"Name the shopper in X-Shopper-Id with 1 to 128 printable characters."_s);
    return shopper;
}

} // namespace

Authenticator::Authenticator(const KeyRing &keys, const ShopperSessions &sessions, SlidingWindowLimiter &guesses,
                             SecurityLog *log, const StaffSessionRing *staff)
    : m_keys(keys)
    , m_sessions(sessions)
    , m_guesses(guesses)
    , m_log(log)
    , m_staff(staff)
{
}

Gate Authenticator::shopperGate() const
{
    return [this](Request &request) -> std::optional<Response> {
        Result<QString> found = shopper(request);
        if (!found)
            return refusal(found.error(), request);
        request.caller = std::move(*found);
        return std::nullopt;
    };
}

Gate Authenticator::partnerGate(const QString &scope) const
{
    return [this, scope](Request &request) -> std::optional<Response> {
        const Result<std::shared_ptr<const ApiKey>> key = partner(request, scope);
        if (!key)
            return refusal(key.error(), request);
        request.caller = (*key)->partnerId;
        request.callerKey = (*key)->prefix;
        request.sandbox = (*key)->sandbox;
        tell(request, u"accepted"_s, request.caller);
        return std::nullopt;
    };
}

StaffAccess Authenticator::staffAccess() const
{
    return {staffGate(false), [](const Request &request) { return staffSessionOf(request).actor; },
            [this](const Error &error, const Request &request) { tellRefusal(error, request); }};
}

ShopperAccess Authenticator::shopperAccess() const
{
    return {shopperGate(), [this](const Error &error, const Request &request) { tellRefusal(error, request); }};
}

Gate Authenticator::newPasswordGate() const
{
    return staffGate(true);
}

Gate Authenticator::staffGate(bool alsoToChangePassword) const
{
    return [this, alsoToChangePassword](Request &request) -> std::optional<Response> {
        Result<std::shared_ptr<const StaffSession>> session = staff(request, alsoToChangePassword);
        if (!session)
            return refusal(session.error(), request);
        request.caller = (*session)->actor.id;
        request.callerDetail = std::move(*session);
        return std::nullopt;
    };
}

Gate Authenticator::operationsGate() const
{
    return [this](Request &request) -> std::optional<Response> {
        if (const Result<Done> allowed = operations(request); !allowed)
            return refusal(allowed.error(), request);
        return std::nullopt;
    };
}

Response Authenticator::refusal(const Error &error, const Request &request) const
{
    tell(request, errorName(error.code));
    Response response = Response::problem(error, request);
    if (error.code == ErrorCode::RateLimited)
        addLimitHeaders(response, "wrong-keys", m_guesses.peek(addressOf(request)), m_guesses.rule().window);
    return response;
}

void Authenticator::tell(const Request &request, const QString &outcome, const QString &partnerId) const
{
    if (!m_log)
        return;
    m_log->record({.kind = u"authentication"_s,
                   .outcome = outcome,
                   .address = request.peer.toString(),
                   .keyPrefix = prefixOf(secretOf(request)),
                   .partner = partnerId,
                   .requestId = request.requestId,
                   .detail = {{u"path"_s, request.path}}});
}

void Authenticator::tellRefusal(const Error &error, const Request &request) const
{
    const bool isDisguised = error.code == ErrorCode::UnsupportedMediaType && !error.fields.empty();
    if (!m_log || (error.code != ErrorCode::Forbidden && !isDisguised))
        return;
    QJsonObject detail{
        {u"method"_s, QString::fromLatin1(request.method)}, {u"path"_s, request.path}, {u"reason"_s, error.detail}};
    if (const auto *session = std::any_cast<std::shared_ptr<const StaffSession>>(&request.callerDetail)) {
        detail.insert(u"user"_s, (*session)->actor.name);
        detail.insert(u"role"_s, staffRoleName((*session)->actor.role));
    }
    m_log->record({.kind = isDisguised ? u"upload"_s : u"authorization"_s,
                   .outcome = isDisguised ? error.fields.front().code : errorName(error.code),
                   .address = request.peer.toString(),
                   .requestId = request.requestId,
                   .detail = detail});
}

Result<QString> Authenticator::shopper(const Request &request) const
{
    const Result<QByteArray> secret = onlySecretOf(request);
    if (!secret)
        return tl::unexpected(secret.error());
    if (auto shopper = m_sessions.shopperOf(*secret))
        return *shopper;
    const auto key = m_keys.check(*secret);
    if (!key)
        return wrongSecret(request, key.error());
    if ((*key)->kind != KeyKind::Storefront)
        return failure(ErrorCode::Forbidden, u"the key is no storefront key"_s);
    return namedShopper(request);
}

Result<std::shared_ptr<const ApiKey>> Authenticator::partner(const Request &request, const QString &scope) const
{
    const Result<QByteArray> secret = onlySecretOf(request);
    if (!secret)
        return tl::unexpected(secret.error());
    auto key = m_keys.check(*secret);
    if (!key)
        return key.error().code == ErrorCode::Unauthenticated ? wrongSecret(request, key.error()) : key;
    if ((*key)->kind != KeyKind::Partner)
        return failure(ErrorCode::Forbidden, u"the key is no partner's"_s);
    if (!(*key)->scopes.contains(scope))
        return failure(ErrorCode::Forbidden, u"key %1… lacks the scope %2"_s.arg((*key)->prefix, scope));
    return key;
}

Result<std::shared_ptr<const StaffSession>> Authenticator::staff(const Request &request, bool alsoToChangePassword) const
{
    const Result<QByteArray> secret = onlySecretOf(request);
    if (!secret)
        return tl::unexpected(secret.error());
    if (m_keys.check(*secret))
        return failure(ErrorCode::Forbidden, u"a key is nobody of the staff"_s);
    if (!m_staff)
        return failure(ErrorCode::Unauthenticated, u"there are no staff sessions here"_s);
    auto session = m_staff->check(*secret);
    if (!session)
        return wrongSecret(request, session.error());
    if ((*session)->mustChangePassword && !alsoToChangePassword) {
        Error error{ErrorCode::Forbidden, u"%1 must change the password first"_s.arg((*session)->actor.name), std::nullopt, {}};
        error.fields.push_back({0, u"password"_s, u"password_change_required"_s, u"Change your one-time password first."_s, {}});
        return tl::unexpected(std::move(error));
    }
    return session;
}

Result<Done> Authenticator::operations(const Request &request) const
{
    if (request.peer.isLoopback())
        return Done{};
    const Result<QByteArray> secret = onlySecretOf(request);
    if (!secret)
        return tl::unexpected(secret.error());
    if (const auto key = m_keys.check(*secret); !key)
        return wrongSecret(request, key.error());
    return Done{};
}

tl::unexpected<Error> Authenticator::wrongSecret(const Request &request, const Error &why) const
{
    const LimiterDecision guess = m_guesses.acquire(addressOf(request));
    if (wrongSecretQuota().admits()) {
        qCWarning(lcSecurity).noquote() << "request" << request.requestId << "from" << request.peer.toString()
                                        << "was refused:" << why.detail;
    }
    if (!guess.allowed) {
        return tl::unexpected(Error{ErrorCode::RateLimited,
                                    u"too many wrong keys from this address"_s,
                                    std::chrono::ceil<std::chrono::milliseconds>(guess.retryAfter),
                                    {}});
    }
    return tl::unexpected(why);
}

const StaffSession &staffSessionOf(const Request &request)
{
    const auto *session = std::any_cast<std::shared_ptr<const StaffSession>>(&request.callerDetail);
    if (!session)
        qFatal("a route for the staff has no access");
    return **session;
}

} // namespace tidegate
