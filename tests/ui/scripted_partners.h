// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/partner_services.h"

#include <QObject>

namespace tidegate {

/// Partners and keys as a test wants them: answers with what it was given, by the event loop, and remembers what was asked.
class ScriptedPartners : public QObject, public PartnerServices
{
    Q_OBJECT

public:
    UtcMillis now = 0;
    std::vector<FeedFormat> formats{{QStringLiteral("own-csv"), QStringLiteral("Tidegate CSV")},
                                    {QStringLiteral("shopify-csv"), QStringLiteral("Shopify product CSV")},
                                    {QStringLiteral("google-xml"), QStringLiteral("Google Merchant RSS & Atom")}};
    std::vector<PartnerView> partnerList;
    std::vector<KeyView> keyList;
    QString secret = QStringLiteral("tg_live_Zk3J9vQe7LxW2mTq8RbYc5NdHs4PfGu1");
    std::optional<Error> readFailure;
    std::optional<Error> saveFailure;
    std::optional<Error> keyFailure;
    std::optional<Error> callbackFailure;
    bool silent = false; ///< questions stay without an answer

    std::vector<PartnerDraft> drafts;
    std::vector<KeyDraft> keyDrafts;
    std::vector<std::pair<QString, std::chrono::milliseconds>> rotated;
    std::vector<std::pair<QString, std::chrono::milliseconds>> secrets;
    QStringList revoked;
    QStringList pinged;
    QStringList switchedOn;

    [[nodiscard]] std::vector<FeedFormat> feedFormats() const override { return formats; }
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
    template <typename T>
    void give(Answer<T> answer, Result<T> result);
    [[nodiscard]] PartnerView *find(const QString &partnerId);
    [[nodiscard]] KeyView issue(const KeyView &key);
};

} // namespace tidegate
