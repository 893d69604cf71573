// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QAbstractTableModel>
#include <QByteArray>

#include <vector>

namespace tidegate {

/// What is wrong with a file, and what was read otherwise than it stands there: one row each.
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
    enum class Kind { Error, Note };
    void append(Kind kind, const std::vector<FieldError> &findings);
    /// All rows with a heading, as RFC 4180 has it, safe to open in a spreadsheet: what would be taken for a formula is led by an apostrophe.
    [[nodiscard]] QByteArray toCsv() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Finding {
        Kind kind;
        FieldError error;
    };
    std::vector<Finding> m_findings;
};

} // namespace tidegate
