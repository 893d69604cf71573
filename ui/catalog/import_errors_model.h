// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QAbstractTableModel>
#include <QByteArray>

#include <vector>

namespace tidegate {

/// What is wrong with a file, one row each, in the order of the file.
class ImportErrorsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Line, Field, Message, Value, ColumnCount };
    static constexpr int SortRole = Qt::UserRole;
    /// More than anybody reads; the rest is counted and not shown.
    static constexpr std::size_t maximumRows = 10'000;

    using QAbstractTableModel::QAbstractTableModel;

    void clear();
    void append(const std::vector<FieldError> &errors);
    /// All rows with a heading, as RFC 4180 has it, safe to open in a spreadsheet: what would be taken for a formula is led by an apostrophe.
    [[nodiscard]] QByteArray toCsv() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<FieldError> m_errors;
};

} // namespace tidegate
