// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/partner_service.h"

#include "core/base/id.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/partner/key_secret.h"

#include <QJsonObject>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// Whether it can be the address of a mailbox. Which it is, only a mail can tell.
bool isEmail(const QString &text)
{
    const qsizetype at = text.indexOf(u'@');
    const bool hasBlank = std::any_of(text.begin(), text.end(), [](QChar c) { return c.isSpace() || !c.isPrint(); });
    return at > 0 && at == text.lastIndexOf(u'@') && at + 1 < text.size() && text.size() <= 254 && !hasBlank
        && !text.contains(u'<') && !text.contains(u'>') && !text.contains(u',') && !text.contains(u';');
}

bool isCallback(const QString &text, bool allowHttp)
{
    const QUrl url(text, QUrl::StrictMode);
    const bool schemeFits = url.scheme() == u"https" || (allowHttp && url.scheme() == u"http");
    return text.size() <= 2'048 && url.isValid() && schemeFits && !url.host().isEmpty() && url.userInfo().isEmpty()
        && !url.hasFragment();
}

Result<Done> check(const NewPartner &wanted)
{
    if (wanted.name.trimmed() != wanted.name || wanted.name.isEmpty() || wanted.name.size() > 100
        || escapeControls(wanted.name) != wanted.name) {
        return invalidField(u"name"_s, u"invalid_name"_s, u"A partner's name is one line of 1 to 100 characters."_s);
    }
    if (!isEmail(wanted.email))
        return invalidField(u"email"_s, u"invalid_email"_s, u"This is not an e-mail address."_s, wanted.email.left(64));
    if (!wanted.callbackUrl.isEmpty() && !isCallback(wanted.callbackUrl, wanted.allowHttp)) {
        return invalidField(
            u"callback"_s, u"invalid_callback"_s,
            u"The callback must be a whole web address that begins with https://, without user, password or fragment."_s,
            wanted.callbackUrl.left(64));
    }
    return Done{};
}

} // namespace

PartnerService::PartnerService(Store &store, const Clock &clock, Random &random)
    : m_store(store)
    , m_clock(clock)
    , m_random(random)
{
}

Async<Result<Partner>> PartnerService::add(const NewPartner &wanted)
{
    return m_store.write([wanted, id = newId(m_clock, m_random)](WriteTransaction &transaction) -> Result<Partner> {
        if (const Result<Done> checked = check(wanted); !checked)
            return tl::unexpected(checked.error());
        const Partner partner{id, wanted.name, wanted.email, wanted.callbackUrl, false, transaction.now()};
        const qint64 added =
            transaction.exec(u"INSERT INTO partner (id, name, email, callback_url, created_at) VALUES (?, ?, ?, ?, ?) "
                             "ON CONFLICT (name) DO NOTHING"_s,
                             {partner.id, partner.name, partner.email, partner.callbackUrl, partner.createdAt});
        if (added == 0)
            return failure(ErrorCode::Conflict, u"there is a partner %1 already"_s.arg(wanted.name));
        transaction.audit({wanted.actor,
                           u"partner.added"_s,
                           u"partner"_s,
                           id,
                           {},
                           toJson({{u"name"_s, partner.name}, {u"email"_s, partner.email}, {u"callback"_s, partner.callbackUrl}}),
                           {}});
        return partner;
    });
}

Async<Result<std::vector<Partner>>> PartnerService::list()
{
    return m_store.read([](ReadTransaction &transaction) -> Result<std::vector<Partner>> {
        std::vector<Partner> partners;
        transaction.each(
            u"SELECT id, name, email, callback_url, CASE WHEN webhook_secret = '' THEN 0 ELSE 1 END, created_at FROM partner ORDER BY name"_s,
            QVariantList(), [&partners](const Row &row) {
                partners.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.integer(4) != 0, row.integer(5)});
            });
        return partners;
    });
}

Async<Result<QString>> PartnerService::createWebhookSecret(const QString &partner, const QString &actor,
                                                           std::chrono::milliseconds)
{
    return m_store.write([partner, actor, secret = newWebhookSecret(m_random)](WriteTransaction &transaction) -> Result<QString> {
        const auto id =
            transaction.one(u"SELECT id FROM partner WHERE name = ?"_s, {partner}, [](const Row &row) { return row.text(0); });
        if (!id)
            return failure(ErrorCode::NotFound, u"there is no partner %1"_s.arg(escapeControls(partner.left(100))));
        transaction.exec(u"UPDATE partner SET webhook_secret = ? WHERE id = ?"_s, {secret, *id});
        transaction.audit({actor, u"partner.webhook_secret_changed"_s, u"partner"_s, *id, {}, {}, {}});
        return secret;
    });
}

} // namespace tidegate
