// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/scripted_partners.h"

#include "ui/scripted_answer.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

template <typename T>
void ScriptedPartners::give(Answer<T> answer, Result<T> result)
{
    if (!silent) {
        giveLater<T>(this, std::move(answer), std::move(result));
    }
}

PartnerView *ScriptedPartners::find(const QString &partnerId)
{
    const auto found =
        std::find_if(partnerList.begin(), partnerList.end(), [&](const PartnerView &partner) { return partner.id == partnerId; });
    return found == partnerList.end() ? nullptr : &*found;
}

KeyView ScriptedPartners::issue(const KeyView &key)
{
    KeyView issued = key;
    issued.id = u"new-key-%1"_s.arg(keyList.size());
    issued.prefix = secret.left(16);
    issued.createdAt = now;
    issued.lastUsedAt.reset();
    issued.rotated = false;
    keyList.insert(keyList.begin(), issued);
    return issued;
}

QStringList ScriptedPartners::keyScopes(bool storefront) const
{
    return storefront ? QStringList{u"shop"_s} : QStringList{u"feeds"_s, u"jobs"_s, u"stock"_s};
}

void ScriptedPartners::partners(Answer<std::vector<PartnerView>> answer)
{
    give(std::move(answer), resultOf(readFailure, partnerList));
}

void ScriptedPartners::savePartner(const PartnerDraft &draft, Answer<PartnerView> answer)
{
    drafts.push_back(draft);
    PartnerView view;
    if (!saveFailure) {
        PartnerView *known = find(draft.id);
        view = known ? *known : view;
        view.id = known ? known->id : u"new-partner"_s;
        view.name = draft.name;
        view.email = draft.email;
        view.callbackUrl = draft.callbackUrl;
        view.formats = draft.formats;
        view.disabledAt = draft.disabled ? std::optional(now) : std::nullopt;
        ++view.version;
        if (known) {
            *known = view;
        } else {
            partnerList.push_back(view);
        }
    }
    give(std::move(answer), resultOf(saveFailure, view));
}

void ScriptedPartners::switchCallbackOn(const QString &partnerId, Answer<PartnerView> answer)
{
    switchedOn += partnerId;
    if (!callbackFailure) {
        find(partnerId)->callbackOffSince.reset();
        find(partnerId)->callbackFailingSince.reset();
    }
    give(std::move(answer), resultOf(callbackFailure, *find(partnerId)));
}

void ScriptedPartners::pingCallback(const QString &partnerId, Answer<QString> answer)
{
    pinged += partnerId;
    give<QString>(std::move(answer), resultOf(callbackFailure, u"ping-1"_s));
}

void ScriptedPartners::createWebhookSecret(const QString &partnerId, std::chrono::milliseconds overlap, Answer<QString> answer)
{
    secrets.emplace_back(partnerId, overlap);
    if (!keyFailure) {
        find(partnerId)->hasWebhookSecret = true;
    }
    give<QString>(std::move(answer), resultOf(keyFailure, u"whsec_3Jq8vTzKpXw1LmNs5RbYc7Df9Hg2Ku4E"_s));
}

void ScriptedPartners::keys(Answer<std::vector<KeyView>> answer)
{
    give(std::move(answer), resultOf(readFailure, keyList));
}

void ScriptedPartners::createKey(const KeyDraft &draft, Answer<IssuedKey> answer)
{
    keyDrafts.push_back(draft);
    IssuedKey issued;
    if (!keyFailure) {
        KeyView key;
        key.name = draft.name;
        key.partnerId = draft.partnerId;
        key.partnerName = draft.partnerId.isEmpty() ? QString() : find(draft.partnerId)->name;
        key.sandbox = draft.sandbox;
        key.scopes = draft.scopes;
        issued = {issue(key), secret};
    }
    give(std::move(answer), resultOf(keyFailure, issued));
}

void ScriptedPartners::rotateKey(const QString &keyId, std::chrono::milliseconds overlap, Answer<IssuedKey> answer)
{
    rotated.emplace_back(keyId, overlap);
    IssuedKey issued;
    const auto old = std::find_if(keyList.begin(), keyList.end(), [&](const KeyView &key) { return key.id == keyId; });
    if (!keyFailure && old != keyList.end()) {
        old->rotated = true;
        old->expiresAt = now + overlap.count();
        issued = {issue(*old), secret};
    }
    give(std::move(answer), resultOf(keyFailure, issued));
}

void ScriptedPartners::revokeKey(const QString &keyId, Answer<KeyView> answer)
{
    revoked += keyId;
    KeyView changed;
    for (KeyView &key : keyList) {
        if (key.id == keyId && !keyFailure) {
            key.revokedAt = now;
            changed = key;
        }
    }
    give(std::move(answer), resultOf(keyFailure, changed));
}

} // namespace tidegate
