// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/findings_model.h"

#include "core/base/text.h"
#include "ui/common/format.h"
#include "ui/common/icon.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

QString textOf(const FieldError &error, int column)
{
    switch (column) {
    case FindingsModel::Line: return error.line > 0 ? countText(error.line) : QString();
    case FindingsModel::Code: return escapeControls(error.code);
    case FindingsModel::Field: return escapeControls(error.field);
    case FindingsModel::Message: return escapeControls(error.message);
    default: return escapeControls(error.value);
    }
}

} // namespace

int FindingsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant FindingsModel::data(const QModelIndex &index, int role) const
{
    const JobFinding &finding = rows()[std::size_t(index.row())];
    switch (role) {
    case SortRole: return index.column() == Line ? QVariant(finding.error.line) : QVariant(textOf(finding.error, index.column()));
    case Qt::DisplayRole: return textOf(finding.error, index.column());
    case Qt::ToolTipRole: return textOf(finding.error, index.column()).toHtmlEscaped();
    case Qt::AccessibleDescriptionRole: return finding.isWarning ? tr("Warning") : tr("Error");
    case Qt::DecorationRole:
        if (index.column() != Code) {
            return {};
        }
        return finding.isWarning ? themedIcon(u"warning"_s, IconTone::Warning) : themedIcon(u"bad"_s, IconTone::Bad);
    case Qt::TextAlignmentRole: return int((index.column() == Line ? Qt::AlignTrailing : Qt::AlignLeading) | Qt::AlignVCenter);
    default: return {};
    }
}

QVariant FindingsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int((section == Line ? Qt::AlignTrailing : Qt::AlignLeading) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Line: return tr("Line");
    case Code: return tr("Code");
    case Field: return tr("Field");
    case Message: return tr("What was found");
    default: return tr("Value");
    }
}

} // namespace tidegate
