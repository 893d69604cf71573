// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/rma_json.h"

#include "app/api/json_members.h"
#include "core/base/json.h"
#include "core/base/text.h"

#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

bool isStaff(Audience audience)
{
    return audience == Audience::Staff;
}

/// "staff:sue" is just "staff" to a shopper.
QString told(const QString &actor, Audience audience)
{
    return isStaff(audience) ? actor : actor.section(u':', 0, 0);
}

/// Leaves the object open.
void beginSummary(JsonWriter &json, const RmaSummary &summary, Audience audience)
{
    json.beginObject();
    json.add("created_at", formatTime(summary.createdAt));
    json.add("id", summary.id);
    json.add("number", summary.number);
    json.add("order_id", summary.orderId);
    json.add("state", rmaStateName(summary.state));
    json.add("units", summary.units);
    json.add("updated_at", formatTime(summary.updatedAt));
    json.add("value", summary.value);
    json.add("version", summary.version);
    if (!isStaff(audience))
        return;
    addTime(json, "due_at", summary.dueAt);
    json.add("email", summary.email);
    json.add("queue", rmaQueueName(ruleOf(summary.state).queue));
    json.add("shopper_id", summary.shopperId);
}

void writeInspection(JsonWriter &json, const std::optional<RmaInspection> &inspection, Audience audience)
{
    if (!inspection)
        return json.addNull("inspection");
    json.beginObject("inspection");
    json.add("grade", itemGradeName(inspection->grade));
    json.add("inspected_at", formatTime(inspection->at));
    json.add("reason", inspection->reason);
    json.add("verdict", verdictName(inspection->verdict));
    if (isStaff(audience)) {
        json.add("id", inspection->id);
        json.add("inspector", inspection->inspector);
        json.add("stock", stockClassName(inspection->stock));
        addOptional(json, "supersedes", inspection->supersedes);
    }
    json.endObject();
}

void writeDisposition(JsonWriter &json, const std::optional<RmaDisposition> &disposition, Currency currency, Audience audience)
{
    if (!disposition || (!isStaff(audience) && disposition->state == DispositionState::Decided))
        return json.addNull("disposition");
    json.beginObject("disposition");
    json.add("amount", Money{disposition->amount, currency});
    addTime(json, "done_at", disposition->doneAt);
    json.add("fee", Money{disposition->fee, currency});
    json.add("kind", dispositionKindName(disposition->kind));
    addOptional(json, "refund_id", disposition->refundId);
    addOptional(json, "replacement_order_id", disposition->resultRef);
    json.add("state", dispositionStateName(disposition->state));
    if (isStaff(audience)) {
        json.add("decided_at", formatTime(disposition->decidedAt));
        json.add("decided_by", disposition->decidedBy);
        json.add("id", disposition->id);
    }
    json.endObject();
}

void writeUnits(JsonWriter &json, const RmaLine &line, Currency currency, Audience audience)
{
    json.beginArray("units");
    for (const RmaUnit &unit : line.units) {
        json.beginObject();
        writeDisposition(json, unit.disposition, currency, audience);
        writeInspection(json, unit.inspection, audience);
        json.add("paid", Money{unit.share(), currency});
        json.add("unit", unit.unit);
        if (isStaff(audience)) {
            json.add("discount", Money{unit.discount, currency});
            json.add("order_unit", unit.orderUnit);
            json.add("place", unitPlaceName(unit.place));
            json.add("price", Money{unit.price, currency});
            json.add("shipping", Money{unit.shipping, currency});
            json.add("tax", Money{unit.tax, currency});
        }
        json.endObject();
    }
    json.endArray();
}

void writeLines(JsonWriter &json, const Rma &rma, Audience audience)
{
    json.beginArray("lines");
    for (const RmaLine &line : rma.lines) {
        json.beginObject();
        json.add("approved", line.approved);
        json.add("id", line.id);
        json.add("missing", line.missing);
        json.add("name", line.name);
        json.add("note", line.note);
        json.add("order_line_id", line.orderLineId);
        json.add("quantity", line.quantity);
        json.add("reason", returnReasonName(line.reason));
        json.add("received", line.received);
        json.add("sku", line.sku);
        writeUnits(json, line, rma.summary.value.currency, audience);
        json.endObject();
    }
    json.endArray();
}

void write(JsonWriter &json, const RmaNote &note, Audience audience)
{
    json.beginObject();
    json.add("author", told(note.author, audience));
    json.add("body", note.body);
    json.add("created_at", formatTime(note.at));
    json.add("id", note.id);
    if (isStaff(audience))
        json.add("visibility", noteVisibilityName(note.visibility));
    json.endObject();
}

void writeNotes(JsonWriter &json, const Rma &rma, Audience audience)
{
    json.beginArray("notes");
    for (const RmaNote &note : rma.notes) {
        if (isStaff(audience) || note.visibility == NoteVisibility::Customer)
            write(json, note, audience);
    }
    json.endArray();
}

void write(JsonWriter &json, const RmaAttachment &attachment, Audience audience)
{
    json.beginObject();
    json.add("author", told(attachment.author, audience));
    json.add("created_at", formatTime(attachment.at));
    json.add("id", attachment.id);
    addOptional(json, "line_id", attachment.lineId);
    json.add("media_type", attachment.mediaType);
    json.add("name", attachment.name);
    json.add("sha256", attachment.hash);
    json.add("size", attachment.size);
    json.add("unit", attachment.unit);
    json.endObject();
}

void writeReceipts(JsonWriter &json, const Rma &rma)
{
    json.beginArray("receipts");
    for (const RmaReceipt &receipt : rma.receipts) {
        json.beginObject();
        json.add("id", receipt.id);
        json.beginArray("lines");
        for (const RmaReceiptLine &line : receipt.lines) {
            json.beginObject();
            json.add("line_id", line.lineId);
            json.add("missing", line.missing);
            json.add("quantity", line.quantity);
            json.endObject();
        }
        json.endArray();
        json.add("received_at", formatTime(receipt.at));
        json.add("received_by", receipt.actor);
        json.add("tracking", receipt.tracking);
        json.endObject();
    }
    json.endArray();
}

void writeRepairs(JsonWriter &json, const Rma &rma)
{
    json.beginArray("repairs");
    for (const RmaRepair &repair : rma.repairs) {
        json.beginObject();
        addTime(json, "closed_at", repair.closedAt);
        json.add("closed_by", repair.actor);
        json.add("disposition_id", repair.dispositionId);
        json.add("id", repair.id);
        json.add("note", repair.note);
        json.add("opened_at", formatTime(repair.openedAt));
        json.add("sku", repair.sku);
        json.add("state", repairStateName(repair.state));
        json.endObject();
    }
    json.endArray();
}

/// The steps that somebody of the staff may take now.
QStringList stepsFrom(RmaState state)
{
    QStringList names;
    for (const RmaStep step : legalSteps(state)) {
        if (!rolesFor(step).empty())
            names << rmaStepName(step);
    }
    return names;
}

/// Leaves the object open.
void beginRma(JsonWriter &json, const Rma &rma, Audience audience)
{
    beginSummary(json, rma.summary, audience);
    json.beginArray("attachments");
    for (const RmaAttachment &attachment : rma.attachments)
        write(json, attachment, audience);
    json.endArray();
    addTime(json, "closed_at", rma.closedAt);
    addTime(json, "expires_at", rma.expiresAt);
    writeLines(json, rma, audience);
    writeNotes(json, rma, audience);
    json.add("reason", rma.reason);
    writeRefunds(json, rma.refunds, audience);
    json.add("tracking", rma.tracking);
    if (!isStaff(audience))
        return;
    json.add("legal_steps", stepsFrom(rma.summary.state));
    writeReceipts(json, rma);
    writeRepairs(json, rma);
    json.add("source", rma.byStaff ? u"staff"_s : u"shopper"_s);
}

void write(JsonWriter &json, const RmaEvent &event, Audience audience)
{
    const QJsonObject after = QJsonDocument::fromJson(event.after).object();
    json.beginObject();
    json.add("actor", told(event.actor, audience));
    json.add("at", formatTime(event.at));
    json.add("state", after.value(u"state"_s).toString());
    json.add("step", event.action.section(u'.', 1));
    if (isStaff(audience)) {
        json.addJson("after", event.after);
        json.addJson("before", event.before);
        json.add("request_id", event.requestId);
        json.add("seq", event.seq);
    }
    json.endObject();
}

} // namespace

QByteArray toJson(const Rma &rma, Audience audience)
{
    JsonWriter json;
    beginRma(json, rma, audience);
    json.endObject();
    return json.text();
}

QByteArray toJson(const RmaDetails &details, Audience audience)
{
    JsonWriter json;
    beginRma(json, details.rma, audience);
    json.beginArray("history");
    for (const RmaEvent &event : details.history)
        write(json, event, audience);
    json.endArray();
    json.endObject();
    return json.text();
}

QByteArray toJson(const Page<RmaSummary> &page, Audience audience)
{
    return pageToJson(page, [audience](JsonWriter &json, const RmaSummary &summary) {
        beginSummary(json, summary, audience);
        json.endObject();
    });
}

QByteArray toJson(const RmaAttachment &attachment, Audience audience)
{
    JsonWriter json;
    write(json, attachment, audience);
    return json.text();
}

QByteArray toJson(const RmaNote &note)
{
    JsonWriter json;
    write(json, note, Audience::Staff);
    return json.text();
}

QByteArray toJson(const std::vector<ReturnableLine> &lines)
{
    JsonWriter json;
    json.beginObject();
    json.beginArray("data");
    for (const ReturnableLine &line : lines) {
        json.beginObject();
        json.addBoolean("final_sale", line.finalSale);
        json.add("name", line.name);
        json.add("order_line_id", line.orderLineId);
        json.add("returnable", line.returnable);
        json.add("shipped", line.shipped);
        json.add("sku", line.sku);
        addTime(json, "window_ends_at", line.windowEndsAt);
        json.add("within_window", line.withinWindow);
        json.endObject();
    }
    json.endArray();
    json.endObject();
    return json.text();
}

QByteArray toJson(const CompletionPlan &plan)
{
    JsonWriter json;
    json.beginObject();
    json.addBoolean("above_limit", plan.aboveLimit);
    json.add("all_money", plan.allMoney);
    json.add("credit", plan.credit);
    json.add("fees", plan.fees);
    json.addBoolean("needs_another_person", plan.needsAnotherPerson);
    json.add("refund", plan.refund);
    json.add("refundable", plan.refundable);
    json.add("repairs", plan.repairs);
    json.beginArray("replacements");
    for (const PlannedReplacement &line : plan.replacements) {
        json.beginObject();
        json.add("available", line.available);
        json.add("name", line.name);
        json.add("order_line_id", line.orderLineId);
        json.add("quantity", line.quantity);
        json.add("sku", line.sku);
        json.endObject();
    }
    json.endArray();
    json.add("sent_back", plan.sentBack);
    json.add("undecided", plan.undecided);
    json.endObject();
    return json.text();
}

QByteArray toJson(const ReturnRules &rules)
{
    JsonWriter json;
    json.beginObject();
    json.addBoolean("auto_approve", rules.autoApprove);
    json.addBoolean("auto_validate", rules.autoValidate);
    json.add("final_sale_categories", rules.finalSaleCategories);
    json.add("final_sale_skus", rules.finalSaleSkus);
    json.add("send_days", rules.sendDays);
    json.add("version", rules.version);
    json.add("window_days", rules.windowDays);
    json.endObject();
    return json.text();
}

} // namespace tidegate
