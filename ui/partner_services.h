// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "ui/answer.h"

#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>
#include <vector>

namespace tidegate {

struct PartnerView {
    QString id;
    QString name;
    QString email;
    QString callbackUrl; ///< empty: none
    QStringList formats; ///< ids of the formats that are taken from it; empty: all
    bool hasWebhookSecret = false;
    std::optional<UtcMillis> previousSecretUntil;  ///< two webhook secrets are valid until then
    std::optional<UtcMillis> callbackFailingSince; ///< nothing has been delivered since then
    std::optional<UtcMillis> callbackOffSince; ///< switched off after a long failure, or because the address said that it is gone
    std::optional<UtcMillis> disabledAt;       ///< its keys and signatures are refused
    UtcMillis createdAt = 0;
    qint64 version = 0;
    qint64 liveKeys = 0;                 ///< that are valid now
    qint64 testKeys = 0;                 ///< likewise
    std::optional<UtcMillis> lastUsedAt; ///< of any of its keys
    qint64 openJobs = 0;                 ///< queued and running

    bool operator==(const PartnerView &) const = default;
};

struct PartnerDraft {
    QString id;         ///< empty: a new one
    qint64 version = 0; ///< of the partner that is changed
    QString name;
    QString email;
    QString callbackUrl;
    QStringList formats;
    bool disabled = false; ///< not for a new one
};

struct KeyView {
    QString id;
    QString name;
    QString prefix;    ///< by which people tell keys apart
    QString partnerId; ///< empty: a storefront key
    QString partnerName;
    bool sandbox = false;
    QStringList scopes;
    UtcMillis createdAt = 0;
    std::optional<UtcMillis> expiresAt;
    std::optional<UtcMillis> revokedAt;
    std::optional<UtcMillis> lastUsedAt; ///< to the minute
    bool rotated = false;                ///< another has taken its place; this one is valid until it expires

    [[nodiscard]] bool isValid(UtcMillis now) const { return !revokedAt && (!expiresAt || *expiresAt > now); }
    bool operator==(const KeyView &) const = default;
};

struct KeyDraft {
    QString partnerId; ///< empty: a storefront key
    bool sandbox = false;
    QString name; ///< what it is for
    std::optional<int> expiresDays;
    QStringList scopes;
};

/// A key with its secret, which is kept nowhere: this is the only time that it is seen.
struct IssuedKey {
    KeyView key;
    QString secret;
};

struct FeedFormat {
    QString id;   ///< "shopify-csv"
    QString name; ///< for people

    bool operator==(const FeedFormat &) const = default;
};

/// What the console asks about partners and keys. Called on the GUI thread alone; no call blocks.
class PartnerServices
{
public:
    virtual ~PartnerServices() = default;

    /// Those that are known now; plugins come and go.
    [[nodiscard]] virtual std::vector<FeedFormat> feedFormats() const = 0;
    /// What a key may be allowed to do. Constant.
    [[nodiscard]] virtual QStringList keyScopes(bool storefront) const = 0;

    /// By name.
    virtual void partners(Answer<std::vector<PartnerView>> answer) = 0;
    /// Refuses with InvalidRequest and every field that is wrong: "name", "email", "callback", "formats". Conflict: the name is another
    /// partner's, or somebody else changed this one meanwhile.
    virtual void savePartner(const PartnerDraft &draft, Answer<PartnerView> answer) = 0;
    /// Makes a callback that was switched off be tried again.
    virtual void switchCallbackOn(const QString &partnerId, Answer<PartnerView> answer) = 0;
    /// Queues a test message to the partner's callback address; its id, which WebhookServices::webhook() knows.
    virtual void pingCallback(const QString &partnerId, Answer<QString> answer) = 0;
    /// A new secret for the signatures of webhooks in both directions; one that there was stays valid for `overlap` more.
    virtual void createWebhookSecret(const QString &partnerId, std::chrono::milliseconds overlap, Answer<QString> answer) = 0;

    /// Of all partners and of the storefront, the newest first, with those that are valid no more.
    virtual void keys(Answer<std::vector<KeyView>> answer) = 0;
    /// Refuses with InvalidRequest and "name", "expires" or "scopes".
    virtual void createKey(const KeyDraft &draft, Answer<IssuedKey> answer) = 0;
    /// A new key with all that the old one may do; the old one stays valid for `overlap` more. Conflict: it is valid no more.
    virtual void rotateKey(const QString &keyId, std::chrono::milliseconds overlap, Answer<IssuedKey> answer) = 0;
    virtual void revokeKey(const QString &keyId, Answer<KeyView> answer) = 0;
};

} // namespace tidegate
