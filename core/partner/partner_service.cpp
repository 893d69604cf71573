// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/partner_service.h"

#include "core/base/id.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/partner/key_secret.h"
#include "core/partner/key_table.h"
#include "core/partner/partner_table.h"

#include <QJsonObject>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

bool isCallback(const QString &text, bool allowHttp)
{
    const QUrl url(text, QUrl::StrictMode);
    const bool schemeFits = url.scheme() == u"https" || (allowHttp && url.scheme() == u"http");
    return text.size() <= 2'048 && url.isValid() && schemeFits && !url.host().isEmpty() && url.userInfo().isEmpty()
        && !url.hasFragment();
}

Result<Done> checkCallback(const QString &url, bool allowHttp)
{
    if (url.isEmpty() || isCallback(url, allowHttp))
        return Done{};
    return invalidField(
        u"callback"_s, u"invalid_callback"_s,
        u"The callback must be a whole web address that begins with https://, without user, password or fragment."_s,
        url.left(64));
}

/// Which formats there are, the registry of them knows; here a name is only kept in a list that blanks separate.
bool isFormatName(const QString &name)
{
    const auto isNameCharacter = [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'-' || c == u'_' || c == u'.';
    };
    return !name.isEmpty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), isNameCharacter);
}

Result<Done> checkDetails(const Partner &wanted)
{
    if (wanted.name.trimmed() != wanted.name || wanted.name.isEmpty() || wanted.name.size() > 100
        || escapeControls(wanted.name) != wanted.name) {
        return invalidField(u"name"_s, u"invalid_name"_s, u"A partner's name is one line of 1 to 100 characters."_s);
    }
    const auto isForbidden = [](QChar c) { return c == u'<' || c == u'>' || c == u',' || c == u';'; };
    if (!isEmailAddress(wanted.email) || std::any_of(wanted.email.begin(), wanted.email.end(), isForbidden))
        return invalidField(u"email"_s, u"invalid_email"_s, u"This is not an e-mail address."_s, wanted.email.left(64));
    for (const QString &format : wanted.formats) {
        if (!isFormatName(format))
            return invalidField(u"formats"_s, u"unknown_format"_s, u"This is not the name of a format."_s, format.left(64));
    }
    return Done{};
}

QJsonObject describe(const Partner &partner)
{
    QJsonObject object{{u"name"_s, partner.name}, {u"email"_s, partner.email}, {u"callback"_s, partner.callbackUrl}};
    if (!partner.formats.isEmpty())
        object.insert(u"formats"_s, QJsonArray::fromStringList(partner.formats));
    if (partner.callbackDisabledAt)
        object.insert(u"callback_disabled_at"_s, formatTime(*partner.callbackDisabledAt));
    if (partner.disabledAt)
        object.insert(u"disabled_at"_s, formatTime(*partner.disabledAt));
    return object;
}

Result<Partner> findOrFail(ReadTransaction &transaction, const QString &idOrName)
{
    std::optional<Partner> found = findPartner(transaction, idOrName);
    if (!found)
        return failure(ErrorCode::NotFound, u"there is no partner %1"_s.arg(escapeControls(idOrName.left(100))));
    return *std::move(found);
}

tl::unexpected<Error> nameTaken(const QString &name)
{
    return failure(ErrorCode::Conflict, u"there is a partner %1 already"_s.arg(name));
}

Result<Partner> addPartner(WriteTransaction &transaction, const NewPartner &wanted, const QString &id)
{
    Partner partner;
    partner.id = id;
    partner.name = wanted.name;
    partner.email = wanted.email;
    partner.callbackUrl = wanted.callbackUrl;
    partner.formats = wanted.formats;
    partner.createdAt = transaction.now();
    if (const Result<Done> checked = checkDetails(partner); !checked)
        return tl::unexpected(checked.error());
    if (const Result<Done> checked = checkCallback(wanted.callbackUrl, wanted.allowHttp); !checked)
        return tl::unexpected(checked.error());
    const qint64 added = transaction.exec(
        u"INSERT INTO partner (id, name, email, callback_url, formats, created_at) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (name) DO NOTHING"_s,
        {partner.id, partner.name, partner.email, partner.callbackUrl, partner.formats.join(u' '), partner.createdAt});
    if (added == 0)
        return nameTaken(wanted.name);
    transaction.audit({wanted.actor, u"partner.added"_s, u"partner"_s, id, {}, toJson(describe(partner)), {}});
    return partner;
}

/// What the partner is after the change; nothing is written yet.
Partner changed(Partner partner, const PartnerChange &wanted, UtcMillis now)
{
    if (partner.callbackUrl != wanted.callbackUrl || wanted.resumeCallback) {
        partner.callbackFailingSince.reset();
        partner.callbackDisabledAt.reset();
    }
    partner.name = wanted.name;
    partner.email = wanted.email;
    partner.callbackUrl = wanted.callbackUrl;
    partner.formats = wanted.formats;
    if (!wanted.disabled)
        partner.disabledAt.reset();
    else if (!partner.disabledAt)
        partner.disabledAt = now;
    return partner;
}

Result<Partner> changePartner(WriteTransaction &transaction, const PartnerChange &wanted, const std::shared_ptr<KeyRing> &ring)
{
    const Result<Partner> before = findOrFail(transaction, wanted.id);
    if (!before)
        return before;
    if (before->version != wanted.version)
        return failure(ErrorCode::Conflict, u"partner %1 was changed meanwhile; look at it again"_s.arg(before->name));
    Partner after = changed(*before, wanted, transaction.now());
    if (const Result<Done> checked = checkDetails(after); !checked)
        return tl::unexpected(checked.error());
    // One that was allowed when it was set stays as long as nobody touches it.
    if (after.callbackUrl != before->callbackUrl) {
        if (const Result<Done> checked = checkCallback(after.callbackUrl, wanted.allowHttp); !checked)
            return tl::unexpected(checked.error());
    }
    const std::optional<Partner> sameName = findPartner(transaction, after.name);
    if (sameName && sameName->id != after.id)
        return nameTaken(after.name);
    updatePartner(transaction, after);
    ++after.version;
    transaction.audit(
        {wanted.actor, u"partner.changed"_s, u"partner"_s, after.id, toJson(describe(*before)), toJson(describe(after)), {}});
    publishKeys(transaction, ring);
    return after;
}

Result<Partner> switchOn(WriteTransaction &transaction, const QString &idOrName, const QString &actor)
{
    const Result<Partner> before = findOrFail(transaction, idOrName);
    if (!before || !before->callbackDisabledAt)
        return before;
    Partner after = *before;
    after.callbackFailingSince.reset();
    after.callbackDisabledAt.reset();
    updatePartner(transaction, after);
    ++after.version;
    transaction.audit({actor,
                       u"partner.callback_switched_on"_s,
                       u"partner"_s,
                       after.id,
                       toJson(describe(*before)),
                       toJson(describe(after)),
                       {}});
    return after;
}

struct Rotation {
    QString partner;
    QString secret;
    std::chrono::milliseconds overlap{0};
    QString actor;
};

Result<QString> rotateSecret(WriteTransaction &transaction, const Rotation &wanted)
{
    if (wanted.overlap < std::chrono::milliseconds(0) || wanted.overlap > std::chrono::days(30))
        return invalidField(u"overlap"_s, u"out_of_range"_s, u"The old secret can stay valid for 0 to 30 days."_s);
    const Result<Partner> partner = findOrFail(transaction, wanted.partner);
    if (!partner)
        return tl::unexpected(partner.error());
    const bool overlaps = partner->hasWebhookSecret && wanted.overlap > std::chrono::milliseconds(0);
    const UtcMillis until = overlaps ? transaction.now() + wanted.overlap.count() : 0;
    transaction.exec(u"UPDATE partner SET webhook_secret_previous = webhook_secret, webhook_secret_previous_until = ?, "
                     "webhook_secret = ?, version = version + 1 WHERE id = ?"_s,
                     {until, wanted.secret, partner->id});
    if (!overlaps)
        transaction.exec(u"UPDATE partner SET webhook_secret_previous = '' WHERE id = ?"_s, {partner->id});
    QJsonObject after;
    if (overlaps)
        after.insert(u"previous_valid_until"_s, formatTime(until));
    transaction.audit({wanted.actor, u"partner.webhook_secret_changed"_s, u"partner"_s, partner->id, {}, toJson(after), {}});
    return wanted.secret;
}

} // namespace

PartnerService::PartnerService(Store &store, const Clock &clock, Random &random, std::shared_ptr<KeyRing> ring)
    : m_store(store)
    , m_clock(clock)
    , m_random(random)
    , m_ring(std::move(ring))
{
}

Async<Result<Partner>> PartnerService::add(const NewPartner &wanted)
{
    return m_store.write([wanted, id = newId(m_clock, m_random)](WriteTransaction &transaction) -> Result<Partner> {
        return addPartner(transaction, wanted, id);
    });
}

Async<Result<std::vector<Partner>>> PartnerService::list()
{
    return m_store.read([](ReadTransaction &transaction) -> Result<std::vector<Partner>> { return readPartners(transaction); });
}

Async<Result<Partner>> PartnerService::find(const QString &idOrName)
{
    return m_store.read(
        [idOrName](ReadTransaction &transaction) -> Result<Partner> { return findOrFail(transaction, idOrName); });
}

Async<Result<Partner>> PartnerService::change(const PartnerChange &wanted)
{
    return m_store.write([wanted, ring = m_ring](WriteTransaction &transaction) -> Result<Partner> {
        return changePartner(transaction, wanted, ring);
    });
}

Async<Result<Partner>> PartnerService::switchCallbackOn(const QString &partner, const QString &actor)
{
    return m_store.write(
        [partner, actor](WriteTransaction &transaction) -> Result<Partner> { return switchOn(transaction, partner, actor); });
}

Async<Result<QString>> PartnerService::createWebhookSecret(const QString &partner, const QString &actor,
                                                           std::chrono::milliseconds overlap)
{
    return m_store.write([rotation = Rotation{partner, newWebhookSecret(m_random), overlap, actor}](
                             WriteTransaction &transaction) -> Result<QString> { return rotateSecret(transaction, rotation); });
}

} // namespace tidegate
