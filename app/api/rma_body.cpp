// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/rma_body.h"

#include "app/api/body_fields.h"
#include "app/api/idempotency_key.h"
#include "app/api/version_tag.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr qsizetype maximumLines = 100;
constexpr qsizetype maximumUnits = 1'000;
constexpr qint64 maximumQuantity = 1'000'000;
constexpr qint64 maximumFee = 1'000'000'000'000;
constexpr qsizetype longestText = 1'000;
constexpr JsonFields::TextRule id{.maximum = 64};

/// A field that is one of some names.
template <typename Value>
Value readName(JsonFields &fields, const QString &name, std::optional<Value> (*valueOf)(QStringView), QString (*nameOf)(Value),
               Value last)
{
    const QString text = fields.text(name, {.maximum = 64});
    const auto value = valueOf(text);
    if (!value && !text.isEmpty()) {
        QStringList known;
        for (int number = 0; number <= int(last); ++number)
            known << nameOf(Value(number));
        fields.refuse(name, u"unknown_value"_s, u"Use one of: %1."_s.arg(known.join(u", "_s)), text.left(64));
    }
    return value.value_or(last);
}

/// The fee of a decision, where one is named.
void readFee(JsonFields &unit, UnitDecision &decision)
{
    if (!unit.has(u"fee"_s))
        return;
    JsonFields money(unit.object(u"fee"_s), u"fee."_s);
    decision.fee = money.integer(u"amount"_s, 0, maximumFee);
    const QString code = money.text(u"currency"_s, {.maximum = 3});
    decision.feeCurrency = Currency::fromCode(code);
    if (!decision.feeCurrency && !code.isEmpty())
        money.refuse(u"currency"_s, u"unknown_value"_s, u"This is no currency of ISO 4217."_s, code);
    unit.absorb(money);
}

qint64 readOptional(JsonFields &fields, const QString &name, qint64 maximum)
{
    return fields.has(name) ? fields.integer(name, 0, maximum) : 0;
}

} // namespace

NewRma readNewRma(JsonFields &fields)
{
    NewRma wanted;
    wanted.orderId = fields.text(u"order_id"_s, id);
    eachOf(fields, u"lines"_s, maximumLines, [&wanted](JsonFields &line) {
        NewRmaLine asked;
        asked.orderLineId = line.text(u"order_line_id"_s, id);
        asked.quantity = line.integer(u"quantity"_s, 1, maximumQuantity);
        asked.reason = readName(line, u"reason"_s, &returnReasonFromName, &returnReasonName, ReturnReason::Other);
        asked.note = line.text(u"note"_s, {.maximum = longestText, .required = false});
        wanted.lines.push_back(std::move(asked));
    });
    return wanted;
}

NewReceipt readReceipt(JsonFields &fields)
{
    NewReceipt receipt;
    eachOf(fields, u"lines"_s, maximumLines, [&receipt](JsonFields &line) {
        RmaReceiptLine came;
        came.lineId = line.text(u"line_id"_s, id);
        came.quantity = line.integer(u"quantity"_s, 0, maximumQuantity);
        came.missing = readOptional(line, u"missing"_s, maximumQuantity);
        receipt.lines.push_back(std::move(came));
    });
    receipt.tracking = fields.text(u"tracking"_s, {.maximum = 100, .required = false});
    return receipt;
}

std::vector<UnitFinding> readFindings(JsonFields &fields)
{
    std::vector<UnitFinding> findings;
    eachOf(fields, u"units"_s, maximumUnits, [&findings](JsonFields &unit) {
        UnitFinding finding;
        finding.lineId = unit.text(u"line_id"_s, id);
        finding.unit = unit.integer(u"unit"_s, 1, maximumQuantity);
        finding.grade = readName(unit, u"grade"_s, &itemGradeFromName, &itemGradeName, ItemGrade::Defective);
        finding.verdict = readName(unit, u"verdict"_s, &verdictFromName, &verdictName, Verdict::Reject);
        finding.reason = unit.text(u"reason"_s, {.maximum = longestText, .required = false});
        finding.stock = readName(unit, u"stock"_s, &stockClassFromName, &stockClassName, StockClass::Scrap);
        findings.push_back(std::move(finding));
    });
    return findings;
}

std::vector<UnitDecision> readDecisions(JsonFields &fields, bool required)
{
    std::vector<UnitDecision> decisions;
    if (!required && !fields.has(u"units"_s))
        return decisions;
    eachOf(fields, u"units"_s, maximumUnits, [&decisions](JsonFields &unit) {
        UnitDecision decision;
        decision.lineId = unit.text(u"line_id"_s, id);
        decision.unit = unit.integer(u"unit"_s, 1, maximumQuantity);
        decision.kind = readName(unit, u"kind"_s, &dispositionKindFromName, &dispositionKindName, DispositionKind::Reject);
        readFee(unit, decision);
        decisions.push_back(std::move(decision));
    });
    return decisions;
}

RepairResult readRepair(JsonFields &fields)
{
    RepairResult result;
    result.repairId = fields.text(u"repair_id"_s, id);
    result.repaired = fields.boolean(u"repaired"_s);
    result.note = fields.text(u"note"_s, {.maximum = longestText, .required = false});
    return result;
}

ReturnRules readRules(JsonFields &fields)
{
    constexpr qint64 any = 1'000'000;
    ReturnRules rules;
    rules.windowDays = fields.integer(u"window_days"_s, 0, any);
    rules.sendDays = fields.integer(u"send_days"_s, 0, any);
    rules.autoValidate = fields.boolean(u"auto_validate"_s);
    rules.autoApprove = fields.boolean(u"auto_approve"_s);
    rules.finalSaleSkus = fields.texts(u"final_sale_skus"_s, 10'000, 300);
    rules.finalSaleCategories = fields.texts(u"final_sale_categories"_s, 10'000, 300);
    return rules;
}

Result<RmaAction> readAction(const Request &request, RmaActor actor)
{
    auto key = idempotencyKeyOf(request);
    if (!key)
        return tl::unexpected(key.error());
    return RmaAction{request.pathParameter(u"id"), std::nullopt,     *std::move(key),
                     requestHashOf(request),       std::move(actor), request.requestId};
}

Result<RmaAction> readVersionedAction(const Request &request, RmaActor actor)
{
    const auto version = expectedVersionOf(request);
    if (!version)
        return tl::unexpected(version.error());
    auto action = readAction(request, std::move(actor));
    if (action)
        action->expectedVersion = *version;
    return action;
}

} // namespace tidegate
