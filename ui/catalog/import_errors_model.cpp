// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/catalog/import_errors_model.h"

#include "core/base/text.h"
#include "ui/common/csv.h"
#include "ui/common/format.h"
#include "ui/common/icon.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

QString textOf(const FieldError &error, int column)
{
    switch (column) {
    case ImportErrorsModel::Line: return error.line > 0 ? countText(error.line) : QString();
    case ImportErrorsModel::Field: return escapeControls(error.field);
    case ImportErrorsModel::Message: return escapeControls(error.message);
    default: return escapeControls(error.value);
    }
}

} // namespace

void ImportErrorsModel::clear()
{
    beginResetModel();
    m_findings.clear();
    endResetModel();
}

void ImportErrorsModel::append(Kind kind, const std::vector<FieldError> &findings)
{
    const std::size_t taken = std::min(findings.size(), maximumRows - std::min(maximumRows, m_findings.size()));
    if (taken == 0) {
        return;
    }
    beginInsertRows({}, rowCount(), rowCount() + int(taken) - 1);
    for (std::size_t i = 0; i < taken; ++i) {
        m_findings.push_back({kind, findings[i]});
    }
    endInsertRows();
}

QByteArray ImportErrorsModel::toCsv() const
{
    QByteArray csv = findingsCsvHeading();
    for (const auto &[kind, error] : m_findings) {
        csv += findingsCsvLine(kind == Kind::Error ? u"error"_s : u"note"_s, error);
    }
    return csv;
}

int ImportErrorsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_findings.size());
}

int ImportErrorsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ImportErrorsModel::data(const QModelIndex &index, int role) const
{
    const auto &[kind, error] = m_findings[std::size_t(index.row())];
    switch (role) {
    case Qt::DecorationRole:
        if (index.column() != Message) {
            return {};
        }
        return kind == Kind::Error ? themedIcon(u"bad"_s, IconTone::Bad) : themedIcon(u"info"_s, IconTone::Muted);
    case Qt::AccessibleDescriptionRole: return kind == Kind::Error ? tr("Error") : tr("Note");
    case Qt::DisplayRole: return textOf(error, index.column());
    case Qt::ToolTipRole: return textOf(error, index.column()).toHtmlEscaped();
    case SortRole: return index.column() == Line ? QVariant(error.line) : QVariant(textOf(error, index.column()));
    case Qt::TextAlignmentRole: return int((index.column() == Line ? Qt::AlignTrailing : Qt::AlignLeading) | Qt::AlignVCenter);
    default: return {};
    }
}

QVariant ImportErrorsModel::headerData(int section, Qt::Orientation orientation, int role) const
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
    case Field: return tr("Field");
    case Message: return tr("What was found");
    default: return tr("Value");
    }
}

} // namespace tidegate
