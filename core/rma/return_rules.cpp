// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rma/return_rules.h"

#include "core/base/json.h"
#include "core/store/action_key.h"
#include "core/store/refusal.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

QJsonObject describe(const ReturnRules &rules)
{
    return {{u"window_days"_s, rules.windowDays},
            {u"send_days"_s, rules.sendDays},
            {u"auto_validate"_s, rules.autoValidate},
            {u"auto_approve"_s, rules.autoApprove},
            {u"final_sale_skus"_s, QJsonArray::fromStringList(rules.finalSaleSkus)},
            {u"final_sale_categories"_s, QJsonArray::fromStringList(rules.finalSaleCategories)}};
}

/// Trimmed, each once, sorted, so that the same rules are the same text.
QStringList tidy(const QStringList &values, bool fold)
{
    QStringList result;
    for (const QString &value : values)
        result << (fold ? value.trimmed().toCaseFolded() : value.trimmed());
    result.removeAll(QString());
    result.sort();
    result.removeDuplicates();
    return result;
}

Result<Done> check(const ReturnRules &rules)
{
    Error error{ErrorCode::InvalidRequest, u"the rules of returns"_s, std::nullopt, {}};
    const auto refuse = [&error](const QString &field, const QString &code, const QString &message) {
        error.fields.push_back({0, field, code, message, {}});
    };
    if (rules.windowDays < 0 || rules.windowDays > 3'650)
        refuse(u"window_days"_s, u"out_of_range"_s, u"The window is 0 to 3650 days."_s);
    if (rules.sendDays < 1 || rules.sendDays > 365)
        refuse(u"send_days"_s, u"out_of_range"_s, u"The time to send is 1 to 365 days."_s);
    if (rules.autoApprove && !rules.autoValidate)
        refuse(u"auto_approve"_s, u"needs_auto_validate"_s, u"What is approved by itself must be validated by itself."_s);
    for (const auto &[field, values] : {std::pair(u"final_sale_skus"_s, rules.finalSaleSkus),
                                        std::pair(u"final_sale_categories"_s, rules.finalSaleCategories)}) {
        if (values.size() > 10'000 || std::any_of(values.begin(), values.end(), [](const QString &v) { return v.size() > 300; }))
            refuse(field, u"too_long"_s, u"At most 10000 entries of 300 characters."_s);
    }
    return error.fields.empty() ? Result<Done>(Done{}) : tl::unexpected(std::move(error));
}

void write(WriteTransaction &transaction, const ReturnRules &rules)
{
    transaction.exec(u"UPDATE rma_rules SET window_days = ?, send_days = ?, auto_validate = ?, auto_approve = ?, "
                     "version = version + 1 WHERE id = 1"_s,
                     {rules.windowDays, rules.sendDays, qint64(rules.autoValidate), qint64(rules.autoApprove)});
    transaction.exec(u"DELETE FROM rma_final_sale"_s);
    for (const QString &sku : rules.finalSaleSkus)
        transaction.exec(u"INSERT INTO rma_final_sale (kind, value) VALUES ('sku', ?)"_s, {sku});
    for (const QString &category : rules.finalSaleCategories)
        transaction.exec(u"INSERT INTO rma_final_sale (kind, value) VALUES ('category', ?)"_s, {category});
}

Result<ReturnRules> changeRules(WriteTransaction &transaction, ReturnRules rules, const StaffActor &actor,
                                const QString &requestId)
{
    if (const auto allowed = demandRole(actor, StaffRole::Admin); !allowed)
        return tl::unexpected(allowed.error());
    rules.finalSaleSkus = tidy(rules.finalSaleSkus, false);
    rules.finalSaleCategories = tidy(rules.finalSaleCategories, true);
    if (const auto checked = check(rules); !checked)
        return tl::unexpected(checked.error());
    const ReturnRules before = readReturnRules(transaction);
    if (before.version != rules.version)
        return versionConflict(u"the rules of returns"_s, before.version);
    write(transaction, rules);
    transaction.audit({actor.text(), u"rma_rules.changed"_s, u"rma_rules"_s, u"1"_s, toJson(describe(before)),
                       toJson(describe(rules)), requestId});
    return readReturnRules(transaction);
}

} // namespace

ReturnRules readReturnRules(ReadTransaction &transaction)
{
    ReturnRules rules =
        transaction
            .one(u"SELECT window_days, send_days, auto_validate, auto_approve, version FROM rma_rules"_s, {},
                 [](const Row &row) {
                     return ReturnRules{row.integer(0), row.integer(1), row.integer(2) != 0, row.integer(3) != 0, {}, {},
                                        row.integer(4)};
                 })
            .value_or(ReturnRules{});
    transaction.each(u"SELECT kind, value FROM rma_final_sale ORDER BY kind, value"_s, QVariantList{}, [&rules](const Row &row) {
        (row.text(0) == u"sku" ? rules.finalSaleSkus : rules.finalSaleCategories) << row.text(1);
    });
    return rules;
}

bool isFinalSale(const ReturnRules &rules, const QString &sku, const QString &category)
{
    const QString folded = category.trimmed().toCaseFolded();
    const auto holds = [&folded](const QString &known) { return folded == known || folded.startsWith(known + u" > "_s); };
    return rules.finalSaleSkus.contains(sku)
        || std::any_of(rules.finalSaleCategories.begin(), rules.finalSaleCategories.end(), holds);
}

ReturnRulesService::ReturnRulesService(Store &store)
    : m_store(store)
{
}

Async<Result<ReturnRules>> ReturnRulesService::rules()
{
    return m_store.read([](ReadTransaction &transaction) -> Result<ReturnRules> { return readReturnRules(transaction); });
}

Async<Result<ReturnRules>> ReturnRulesService::change(ReturnRules rules, StaffActor actor, QString requestId)
{
    Attempt attempt{actor.text(), u"rma_rules.changed"_s, u"1"_s, requestId};
    auto changing = m_store.write(
        [rules = std::move(rules), actor = std::move(actor), requestId](WriteTransaction &transaction) -> Result<ReturnRules> {
            return changeRules(transaction, rules, actor, requestId);
        });
    return auditForbidden(m_store, std::move(changing), std::move(attempt));
}

} // namespace tidegate
