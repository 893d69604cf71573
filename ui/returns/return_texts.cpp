// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/return_texts.h"

#include "ui/common/format.h"
#include "ui/common/icon.h"
#include "ui/orders/order_texts.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(tidegate::ReturnTexts)
};

QJsonObject objectOf(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}

std::optional<RmaState> stateOf(const QByteArray &json)
{
    return rmaStateFromName(objectOf(json).value("state"_L1).toString());
}

QString stateTextOf(const QByteArray &json)
{
    const auto state = stateOf(json);
    return state ? returnStateText(*state) : QString();
}

/// What the audit trail calls it, for people.
QString detailName(const QString &key)
{
    static const QHash<QString, const char *> names{
        {u"reason"_s, QT_TRANSLATE_NOOP("tidegate::ReturnTexts", "reason")},
        {u"tracking"_s, QT_TRANSLATE_NOOP("tidegate::ReturnTexts", "tracking")},
        {u"number"_s, QT_TRANSLATE_NOOP("tidegate::ReturnTexts", "number")},
        {u"order"_s, QT_TRANSLATE_NOOP("tidegate::ReturnTexts", "order")},
        {u"units"_s, QT_TRANSLATE_NOOP("tidegate::ReturnTexts", "units")},
        {u"refund"_s, QT_TRANSLATE_NOOP("tidegate::ReturnTexts", "refund")},
        {u"rules_overridden"_s, QT_TRANSLATE_NOOP("tidegate::ReturnTexts", "against the rules")},
    };
    const auto known = names.find(key);
    return known == names.end() ? QString(key).replace(u'_', u' ') : Text::tr(known.value());
}

QString valueText(const QJsonValue &value)
{
    if (value.isBool()) {
        return value.toBool() ? Text::tr("yes") : Text::tr("no");
    }
    if (value.isDouble()) {
        return countText(value.toInteger());
    }
    if (value.isString()) {
        return value.toString();
    }
    return QString::fromUtf8(value.isArray() ? QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact)
                                             : QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
}

} // namespace

QIcon returnStateIcon(RmaState state)
{
    switch (state) {
    case RmaState::Attention: return themedIcon(u"warning"_s, IconTone::Bad);
    case RmaState::Completed: return themedIcon(u"good"_s, IconTone::Good);
    case RmaState::Declined:
    case RmaState::Cancelled: return themedIcon(u"close"_s, IconTone::Muted);
    case RmaState::Expired: return themedIcon(u"clock"_s, IconTone::Muted);
    case RmaState::InTransit: return themedIcon(u"send"_s, QPalette::Link);
    default: break;
    }
    switch (ruleOf(state).queue) {
    case RmaQueue::Support: return themedIcon(u"edit"_s, QPalette::Link);
    case RmaQueue::Warehouse: return themedIcon(u"orders"_s, QPalette::Link);
    case RmaQueue::Finance: return themedIcon(u"sale"_s, QPalette::Link);
    default: return themedIcon(u"clock"_s, IconTone::Muted);
    }
}

QString returnStepText(RmaStep step)
{
    switch (step) {
    case RmaStep::Submit: return Text::tr("Submit");
    case RmaStep::Validate: return Text::tr("Validate");
    case RmaStep::Approve: return Text::tr("Approve");
    case RmaStep::Decline: return Text::tr("Decline");
    case RmaStep::Cancel: return Text::tr("Cancel");
    case RmaStep::Expire: return Text::tr("Expire");
    case RmaStep::Send: return Text::tr("Send");
    case RmaStep::Receive: return Text::tr("Receive");
    case RmaStep::Inspect: return Text::tr("Inspect");
    case RmaStep::Decide: return Text::tr("Decide");
    case RmaStep::Complete: return Text::tr("Complete");
    case RmaStep::Repair: return Text::tr("End repair");
    case RmaStep::Settle: return Text::tr("Settle");
    case RmaStep::Retry: return Text::tr("Try again");
    case RmaStep::Reopen: break;
    }
    return Text::tr("Reopen");
}

QString returnStepDone(RmaStep step)
{
    switch (step) {
    case RmaStep::Submit: return Text::tr("submitted");
    case RmaStep::Validate: return Text::tr("validated");
    case RmaStep::Approve: return Text::tr("approved");
    case RmaStep::Decline: return Text::tr("declined");
    case RmaStep::Cancel: return Text::tr("cancelled");
    case RmaStep::Expire: return Text::tr("expired");
    case RmaStep::Send: return Text::tr("told that the parcel is on its way");
    case RmaStep::Receive: return Text::tr("received units");
    case RmaStep::Inspect: return Text::tr("inspected units");
    case RmaStep::Decide: return Text::tr("decided");
    case RmaStep::Complete: return Text::tr("completed");
    case RmaStep::Repair: return Text::tr("ended a repair");
    case RmaStep::Settle: return Text::tr("settled a refund");
    case RmaStep::Retry: return Text::tr("tried again");
    case RmaStep::Reopen: break;
    }
    return Text::tr("reopened");
}

QString returnNowText(const RmaSummary &rma)
{
    return Text::tr("Return %1 is now %2.", "number, state").arg(rma.number, returnStateText(rma.state).toLower());
}

QString returnQueueText(RmaQueue queue)
{
    switch (queue) {
    case RmaQueue::Support: return Text::tr("Support");
    case RmaQueue::Customer: return Text::tr("Customer");
    case RmaQueue::Warehouse: return Text::tr("Warehouse");
    case RmaQueue::Finance: return Text::tr("Finance");
    case RmaQueue::System: return Text::tr("Tidegate");
    case RmaQueue::Closed: break;
    }
    return Text::tr("Closed");
}

QString unitPlaceText(UnitPlace place)
{
    switch (place) {
    case UnitPlace::Expected: return Text::tr("Expected");
    case UnitPlace::Missing: return Text::tr("Missing");
    case UnitPlace::Arrived: return Text::tr("Arrived");
    case UnitPlace::Sellable: return Text::tr("On sale again");
    case UnitPlace::Quarantine: return Text::tr("Quarantine");
    case UnitPlace::Scrap: return Text::tr("Scrapped");
    case UnitPlace::Repair: return Text::tr("Under repair");
    case UnitPlace::Customer: break;
    }
    return Text::tr("With the customer");
}

bool isOverdue(const RmaSummary &rma, UtcMillis now)
{
    return rma.dueAt && *rma.dueAt < now;
}

QString dueText(const RmaSummary &rma, UtcMillis now)
{
    if (!rma.dueAt) {
        return u"–"_s;
    }
    const UtcMillis left = *rma.dueAt - now;
    return left < 0 ? Text::tr("overdue by %1").arg(spanText(std::chrono::milliseconds(-left)))
                    : Text::tr("in %1", "until something is due").arg(spanText(std::chrono::milliseconds(left)));
}

QString stateBefore(const RmaEvent &event)
{
    return stateTextOf(event.before);
}

QString stateAfter(const RmaEvent &event)
{
    return stateTextOf(event.after);
}

std::optional<RmaState> stateOfEvent(const RmaEvent &event)
{
    return stateOf(event.after);
}

QString eventDetails(const RmaEvent &event)
{
    const QJsonObject after = objectOf(event.after);
    QStringList details;
    for (auto entry = after.begin(); entry != after.end(); ++entry) {
        if (entry.key() != u"state") {
            details += Text::tr("%1: %2", "what and its value").arg(detailName(entry.key()), valueText(entry.value()));
        }
    }
    return details.join(u"; "_s);
}

QString changesBetween(const RmaDetails &known, const RmaDetails &newer)
{
    const qint64 seen = known.history.empty() ? 0 : known.history.back().seq;
    QStringList changes;
    for (const RmaEvent &event : newer.history) {
        if (event.seq <= seen) {
            continue;
        }
        const auto step = rmaStepFromName(event.action.section(u'.', 1));
        const QString what = step ? returnStepDone(*step) : event.action;
        const QString before = stateBefore(event);
        const QString after = stateAfter(event);
        const QString moved =
            before == after || after.isEmpty() ? what : Text::tr("%1 (%2 → %3)", "step, states").arg(what, before, after);
        changes += Text::tr("%1 (%2): %3", "who, when, what").arg(actorText(event.actor), clockText(event.at), moved);
    }
    return changes.join(u"; "_s);
}

QString stepRefusalText(const Error &error)
{
    switch (error.code) {
    case ErrorCode::VersionConflict: return Text::tr("Somebody else changed it meanwhile.");
    case ErrorCode::IllegalTransition: {
        const auto state = error.fields.empty() ? std::nullopt : rmaStateFromName(error.fields.front().value);
        return state ? Text::tr("It is %1 by now, which does not allow this.").arg(returnStateText(*state).toLower())
                     : Text::tr("Its present state does not allow this.");
    }
    case ErrorCode::Conflict:
        return error.fields.empty() ? Text::tr("This can't be done as the return is now: %1.").arg(error.detail)
                                    : refusalText(error);
    default: return refusalText(error);
    }
}

QString stepObstacle(const std::optional<StaffActor> &actor, RmaState state, RmaStep step)
{
    const std::vector<RmaStep> legal = legalSteps(state);
    if (std::find(legal.begin(), legal.end(), step) == legal.end()) {
        return Text::tr("A return that is %1 does not allow this.").arg(returnStateText(state).toLower());
    }
    const std::vector<StaffRole> roles = rolesFor(step);
    if (roles.empty()) {
        return Text::tr("This happens by itself.");
    }
    const bool allowed =
        actor && std::any_of(roles.begin(), roles.end(), [&](StaffRole role) { return roleAllows(actor->role, role); });
    return allowed ? QString() : roleObstacle(actor, roles.front());
}

} // namespace tidegate
