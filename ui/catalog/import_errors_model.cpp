// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/catalog/import_errors_model.h"

#include "core/base/text.h"
#include "ui/common/format.h"

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

QString csvCell(QString text)
{
    static const QString formulaStarts = u"=+-@\t\r"_s;
    if (!text.isEmpty() && formulaStarts.contains(text.front())) {
        text.prepend(u'\'');
    }
    return u'"' + text.replace(u'"', u"\"\""_s) + u'"';
}

} // namespace

void ImportErrorsModel::clear()
{
    beginResetModel();
    m_errors.clear();
    endResetModel();
}

void ImportErrorsModel::append(const std::vector<FieldError> &errors)
{
    const std::size_t taken = std::min(errors.size(), maximumRows - std::min(maximumRows, m_errors.size()));
    if (taken == 0) {
        return;
    }
    beginInsertRows({}, rowCount(), rowCount() + int(taken) - 1);
    m_errors.insert(m_errors.end(), errors.begin(), errors.begin() + std::ptrdiff_t(taken));
    endInsertRows();
}

QByteArray ImportErrorsModel::toCsv() const
{
    QString csv = u"line,field,code,message,value\r\n"_s;
    for (const FieldError &error : m_errors) {
        csv += QString::number(error.line) + u',' + csvCell(error.field) + u',' + csvCell(error.code) + u','
            + csvCell(error.message) + u',' + csvCell(error.value) + u"\r\n"_s;
    }
    return csv.toUtf8();
}

int ImportErrorsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_errors.size());
}

int ImportErrorsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ImportErrorsModel::data(const QModelIndex &index, int role) const
{
    const FieldError &error = m_errors[std::size_t(index.row())];
    switch (role) {
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
    case Message: return tr("What is wrong");
    default: return tr("Value");
    }
}

} // namespace tidegate
