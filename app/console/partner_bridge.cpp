// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/partner_bridge.h"

#include "app/console/console_access.h"
#include "app/console/console_answer.h"
#include "core/partner/key_table.h"
#include "core/partner/partner_table.h"

#include <QHash>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

PartnerView viewOf(const Partner &partner, UtcMillis now)
{
    PartnerView view;
    view.id = partner.id;
    view.name = partner.name;
    view.email = partner.email;
    view.callbackUrl = partner.callbackUrl;
    view.formats = partner.formats;
    view.hasWebhookSecret = partner.hasWebhookSecret;
    if (partner.previousSecretUntil && *partner.previousSecretUntil > now)
        view.previousSecretUntil = partner.previousSecretUntil;
    view.callbackFailingSince = partner.callbackFailingSince;
    view.callbackOffSince = partner.callbackDisabledAt;
    view.disabledAt = partner.disabledAt;
    view.createdAt = partner.createdAt;
    view.version = partner.version;
    return view;
}

KeyView viewOf(const ApiKey &key)
{
    KeyView view;
    view.id = key.id;
    view.name = key.name;
    view.prefix = key.prefix;
    view.partnerId = key.partnerId;
    view.partnerName = key.partnerName;
    view.sandbox = key.sandbox;
    view.scopes = key.scopes;
    view.createdAt = key.createdAt;
    view.expiresAt = key.expiresAt;
    view.revokedAt = key.revokedAt;
    view.lastUsedAt = key.lastUsedAt;
    return view;
}

void addKey(PartnerView &partner, const ApiKey &key, UtcMillis now)
{
    if (key.lastUsedAt)
        partner.lastUsedAt = std::max(*key.lastUsedAt, partner.lastUsedAt.value_or(0));
    if (viewOf(key).isValid(now))
        ++(key.sandbox ? partner.testKeys : partner.liveKeys);
}

std::vector<PartnerView> readViews(ReadTransaction &transaction, UtcMillis now)
{
    std::vector<PartnerView> views;
    QHash<QString, std::size_t> places;
    for (const Partner &partner : readPartners(transaction)) {
        places.insert(partner.id, views.size());
        views.push_back(viewOf(partner, now));
    }
    for (const StoredKey &stored : readKeys(transaction)) {
        if (const auto place = places.find(stored.key.partnerId); place != places.end())
            addKey(views[*place], stored.key, now);
    }
    transaction.each(u"SELECT partner_id, COUNT(*) FROM feed_job WHERE status IN ('queued', 'running') GROUP BY partner_id"_s, {},
                     [&](const Row &row) {
                         if (const auto place = places.find(row.text(0)); place != places.end())
                             views[*place].openJobs = row.integer(1);
                     });
    return views;
}

std::vector<KeyView> keyViews(const std::vector<ApiKey> &keys)
{
    QSet<QString> rotated;
    for (const ApiKey &key : keys)
        rotated.insert(key.rotatedFrom);
    std::vector<KeyView> views;
    for (auto key = keys.rbegin(); key != keys.rend(); ++key) {
        views.push_back(viewOf(*key));
        views.back().rotated = rotated.contains(key->id);
    }
    return views;
}

IssuedKey issued(const CreatedKey &created)
{
    return {viewOf(created.key), created.secret};
}

} // namespace

PartnerBridge::PartnerBridge(const PartnerTools &tools, const ConsoleIdentity &identity)
    : m_tools(tools)
    , m_identity(identity)
{
}

std::vector<FeedFormat> PartnerBridge::feedFormats() const
{
    std::vector<FeedFormat> formats;
    for (const auto &adapter : m_tools.formats.all())
        formats.push_back({adapter->format(), adapter->name()});
    return formats;
}

QStringList PartnerBridge::keyScopes(bool storefront) const
{
    return tidegate::keyScopes(storefront ? KeyKind::Storefront : KeyKind::Partner);
}

void PartnerBridge::partners(Answer<std::vector<PartnerView>> answer)
{
    auto reading =
        m_tools.store.read([now = m_tools.clock.utc()](ReadTransaction &transaction) -> Result<std::vector<PartnerView>> {
            return readViews(transaction, now);
        });
    deliverTo(this, std::move(reading), std::move(answer), asItIs);
}

void PartnerBridge::answerWith(Async<Result<Partner>> changed, Answer<PartnerView> answer)
{
    changed.then(this, [this, answer = std::move(answer)](const Result<Partner> &partner) mutable {
        if (!partner) {
            answer(tl::unexpected(partner.error()));
            return;
        }
        partners([id = partner->id, known = viewOf(*partner, m_tools.clock.utc()),
                  answer](const Result<std::vector<PartnerView>> &views) {
            if (views) {
                const auto view =
                    std::find_if(views->begin(), views->end(), [&](const PartnerView &candidate) { return candidate.id == id; });
                if (view != views->end()) {
                    answer(*view);
                    return;
                }
            }
            answer(known); // it was changed, whatever became of it since
        });
    });
}

void PartnerBridge::savePartner(const PartnerDraft &draft, Answer<PartnerView> answer)
{
    const auto actor = admit(this, m_identity, StaffRole::Admin, answer);
    if (!actor)
        return;
    if (draft.id.isEmpty()) {
        answerWith(m_tools.partners.add({.name = draft.name,
                                         .email = draft.email,
                                         .callbackUrl = draft.callbackUrl,
                                         .formats = draft.formats,
                                         .allowHttp = m_tools.allowHttp,
                                         .actor = actor->text()}),
                   std::move(answer));
        return;
    }
    answerWith(m_tools.partners.change({.id = draft.id,
                                        .version = draft.version,
                                        .name = draft.name,
                                        .email = draft.email,
                                        .callbackUrl = draft.callbackUrl,
                                        .formats = draft.formats,
                                        .disabled = draft.disabled,
                                        .allowHttp = m_tools.allowHttp,
                                        .actor = actor->text()}),
               std::move(answer));
}

void PartnerBridge::switchCallbackOn(const QString &partnerId, Answer<PartnerView> answer)
{
    if (const auto actor = admit(this, m_identity, StaffRole::Admin, answer))
        answerWith(m_tools.partners.switchCallbackOn(partnerId, actor->text()), std::move(answer));
}

void PartnerBridge::pingCallback(const QString &partnerId, Answer<QString> answer)
{
    if (const auto actor = admit(this, m_identity, StaffRole::Admin, answer))
        deliverTo(this, m_tools.callbacks.ping(partnerId, actor->text()), std::move(answer), asItIs);
}

void PartnerBridge::createWebhookSecret(const QString &partnerId, std::chrono::milliseconds overlap, Answer<QString> answer)
{
    if (const auto actor = admit(this, m_identity, StaffRole::Admin, answer))
        deliverTo(this, m_tools.partners.createWebhookSecret(partnerId, actor->text(), overlap), std::move(answer), asItIs);
}

void PartnerBridge::keys(Answer<std::vector<KeyView>> answer)
{
    deliverTo(this, m_tools.keys.list(), std::move(answer), keyViews);
}

void PartnerBridge::createKey(const KeyDraft &draft, Answer<IssuedKey> answer)
{
    const auto actor = admit(this, m_identity, StaffRole::Admin, answer);
    if (!actor)
        return;
    NewKey wanted{.kind = draft.partnerId.isEmpty() ? KeyKind::Storefront : KeyKind::Partner,
                  .sandbox = draft.sandbox,
                  .expiresDays = draft.expiresDays,
                  .name = draft.name,
                  .scopes = draft.scopes,
                  .actor = actor->text()};
    if (draft.partnerId.isEmpty()) {
        issueKey(wanted, std::move(answer));
        return;
    }
    m_tools.partners.find(draft.partnerId)
        .then(this, [this, wanted, answer = std::move(answer)](const Result<Partner> &partner) mutable {
            if (!partner) {
                answer(tl::unexpected(partner.error()));
                return;
            }
            wanted.partner = partner->name;
            issueKey(wanted, std::move(answer));
        });
}

void PartnerBridge::issueKey(const NewKey &wanted, Answer<IssuedKey> answer)
{
    deliverTo(this, m_tools.keys.create(wanted), std::move(answer), issued);
}

void PartnerBridge::rotateKey(const QString &keyId, std::chrono::milliseconds overlap, Answer<IssuedKey> answer)
{
    if (const auto actor = admit(this, m_identity, StaffRole::Admin, answer))
        deliverTo(this, m_tools.keys.rotate(keyId, actor->text(), overlap), std::move(answer), issued);
}

void PartnerBridge::revokeKey(const QString &keyId, Answer<KeyView> answer)
{
    if (const auto actor = admit(this, m_identity, StaffRole::Admin, answer))
        deliverTo(this, m_tools.keys.revoke(keyId, actor->text()), std::move(answer),
                  [](const ApiKey &key) { return viewOf(key); });
}

} // namespace tidegate
