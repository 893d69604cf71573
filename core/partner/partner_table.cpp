// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/partner_table.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

const QString selectPartners =
    u"SELECT id, name, email, callback_url, CASE WHEN webhook_secret = '' THEN 0 ELSE 1 END, created_at, formats, "
    "CASE WHEN webhook_secret_previous = '' THEN 0 ELSE webhook_secret_previous_until END, callback_failing_since, "
    "callback_disabled_at, disabled_at, version FROM partner "_s;

Partner readPartner(const Row &row)
{
    Partner partner;
    partner.id = row.text(0);
    partner.name = row.text(1);
    partner.email = row.text(2);
    partner.callbackUrl = row.text(3);
    partner.hasWebhookSecret = row.integer(4) != 0;
    partner.createdAt = row.integer(5);
    partner.formats = row.text(6).split(u' ', Qt::SkipEmptyParts);
    if (row.integer(7) != 0)
        partner.previousSecretUntil = row.integer(7);
    partner.callbackFailingSince = row.optionalInteger(8);
    partner.callbackDisabledAt = row.optionalInteger(9);
    partner.disabledAt = row.optionalInteger(10);
    partner.version = row.integer(11);
    return partner;
}

} // namespace

std::vector<Partner> readPartners(ReadTransaction &transaction)
{
    std::vector<Partner> partners;
    transaction.each(selectPartners + u"ORDER BY name"_s, QVariantList(),
                     [&partners](const Row &row) { partners.push_back(readPartner(row)); });
    return partners;
}

std::optional<Partner> findPartner(ReadTransaction &transaction, const QString &idOrName)
{
    return transaction.one(selectPartners + u"WHERE id = ? OR name = ?"_s, {idOrName, idOrName}, readPartner);
}

void updatePartner(WriteTransaction &transaction, const Partner &partner)
{
    transaction.exec(u"UPDATE partner SET name = ?, email = ?, callback_url = ?, formats = ?, callback_failing_since = ?, "
                     "callback_disabled_at = ?, disabled_at = ?, version = version + 1 WHERE id = ?"_s,
                     {partner.name, partner.email, partner.callbackUrl, partner.formats.join(u' '),
                      nullable(partner.callbackFailingSince), nullable(partner.callbackDisabledAt), nullable(partner.disabledAt),
                      partner.id});
}

std::vector<QString> webhookSecrets(ReadTransaction &transaction, const QString &partnerId, UtcMillis now)
{
    std::vector<QString> secrets;
    transaction.each(u"SELECT webhook_secret, webhook_secret_previous, webhook_secret_previous_until FROM partner "
                     "WHERE id = ? AND disabled_at IS NULL"_s,
                     {partnerId}, [&secrets, now](const Row &row) {
                         if (!row.text(0).isEmpty())
                             secrets.push_back(row.text(0));
                         if (!row.text(1).isEmpty() && row.integer(2) > now)
                             secrets.push_back(row.text(1));
                     });
    return secrets;
}

} // namespace tidegate
