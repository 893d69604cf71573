// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/console/console_identity.h"
#include "core/feed/feed_registry.h"
#include "core/partner/callback_service.h"
#include "core/partner/key_service.h"
#include "core/partner/partner_service.h"
#include "ui/partner_services.h"

#include <QObject>

namespace tidegate {

/// What the partner panels work on. All outlive the bridges.
struct PartnerTools {
    Store &store;
    const Clock &clock;
    const FeedRegistry &formats;
    PartnerService &partners;
    KeyService &keys;
    CallbackService &callbacks;
    bool allowHttp = false; ///< callback addresses without TLS
};

/// Gives the console what it asks about partners and keys; changes are an admin's. Lives on the GUI thread.
class PartnerBridge final : public QObject, public PartnerServices
{
public:
    /// `identity` outlives this.
    PartnerBridge(const PartnerTools &tools, const ConsoleIdentity &identity);

    [[nodiscard]] std::vector<FeedFormat> feedFormats() const override;
    [[nodiscard]] QStringList keyScopes(bool storefront) const override;
    void partners(Answer<std::vector<PartnerView>> answer) override;
    void savePartner(const PartnerDraft &draft, Answer<PartnerView> answer) override;
    void switchCallbackOn(const QString &partnerId, Answer<PartnerView> answer) override;
    void pingCallback(const QString &partnerId, Answer<QString> answer) override;
    void createWebhookSecret(const QString &partnerId, std::chrono::milliseconds overlap, Answer<QString> answer) override;
    void keys(Answer<std::vector<KeyView>> answer) override;
    void createKey(const KeyDraft &draft, Answer<IssuedKey> answer) override;
    void rotateKey(const QString &keyId, std::chrono::milliseconds overlap, Answer<IssuedKey> answer) override;
    void revokeKey(const QString &keyId, Answer<KeyView> answer) override;

private:
    /// Delivers what the partner is after a change, with its keys and jobs.
    void answerWith(Async<Result<Partner>> changed, Answer<PartnerView> answer);
    void issueKey(const NewKey &wanted, Answer<IssuedKey> answer);

    PartnerTools m_tools;
    const ConsoleIdentity &m_identity;
};

} // namespace tidegate
