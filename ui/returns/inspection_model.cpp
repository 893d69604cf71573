// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/inspection_model.h"

#include "ui/common/format.h"
#include "ui/common/icon.h"
#include "ui/returns/return_words.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

using State = InspectionRow::State;

State stateOf(const InspectionDraft &draft)
{
    if (draft.isGone) {
        return State::Gone;
    }
    if (draft.isComplete()) {
        return draft.earlier ? State::Corrected : State::Found;
    }
    if (draft.isBegun()) {
        return State::Begun;
    }
    return draft.earlier ? State::Inspected : State::ToDo;
}

QString findingOf(const InspectionDraft &draft)
{
    const auto withReason = [](const QString &finding, const QString &reason) {
        return reason.isEmpty() ? finding : finding + u" · "_s + reason;
    };
    if (draft.isComplete()) {
        const UnitFinding found = draft.finding();
        return withReason(findingText(found.grade, found.verdict, found.stock), found.reason);
    }
    if (!draft.earlier || draft.isBegun()) {
        return {};
    }
    return withReason(findingText(draft.earlier->grade, draft.earlier->verdict, draft.earlier->stock), draft.earlier->reason);
}

QString stateText(State state)
{
    switch (state) {
    case State::ToDo: return InspectionModel::tr("to do");
    case State::Begun: return InspectionModel::tr("not complete");
    case State::Found: return InspectionModel::tr("found, not sent");
    case State::Corrected: return InspectionModel::tr("corrected, not sent");
    case State::Inspected: return InspectionModel::tr("inspected");
    case State::Gone: break;
    }
    return InspectionModel::tr("not here any more");
}

QIcon stateIcon(State state)
{
    switch (state) {
    case State::ToDo: return themedIcon(u"clock"_s, IconTone::Muted);
    case State::Begun: return themedIcon(u"warning"_s, IconTone::Warning);
    case State::Found:
    case State::Corrected: return themedIcon(u"edit"_s, QPalette::Link);
    case State::Inspected: return themedIcon(u"good"_s, IconTone::Good);
    case State::Gone: break;
    }
    return themedIcon(u"info"_s, IconTone::Muted);
}

} // namespace

void InspectionModel::showDrafts(const std::vector<InspectionDraft> &drafts)
{
    std::vector<InspectionRow> rows;
    for (const InspectionDraft &draft : drafts) {
        rows.push_back({draft.lineId + u'/' + QString::number(draft.unit), draft.sku,
                        tr("%1 of %2", "unit, units").arg(countText(draft.unit), countText(draft.unitsOfLine)), draft.customer,
                        findingOf(draft), stateOf(draft)});
    }
    setRows(std::move(rows));
}

QVariant InspectionModel::data(const QModelIndex &index, int role) const
{
    const InspectionRow &row = rows()[std::size_t(index.row())];
    if (role == Qt::DecorationRole && index.column() == State) {
        return stateIcon(row.state);
    }
    if (role == Qt::ToolTipRole && index.column() == Customer) {
        return row.customer.toHtmlEscaped();
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (index.column()) {
    case Sku: return row.sku;
    case Unit: return row.unit;
    case Customer: return row.customer;
    case Finding: return row.finding;
    case State: return stateText(row.state);
    default: return {};
    }
}

QVariant InspectionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role == Qt::TextAlignmentRole) {
        return int(Qt::AlignLeading | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole || orientation != Qt::Horizontal) {
        return {};
    }
    switch (section) {
    case Sku: return tr("SKU");
    case Unit: return tr("Unit");
    case Customer: return tr("Customer's reason");
    case Finding: return tr("Finding");
    case State: return tr("State");
    default: return {};
    }
}

} // namespace tidegate
