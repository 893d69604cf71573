// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/rows_model.h"
#include "ui/partner_services.h"

namespace tidegate {

/// What a scope allows, for people: "Send feeds".
QString scopeText(const QString &scope);
/// "Live", "Test", "Storefront".
QString keyKindText(const KeyView &key);
/// How people call it: its name, or its prefix where it has none.
QString keyTitle(const KeyView &key);

/// API keys, one per row.
class KeysModel : public RowsModel<KeyView>
{
    Q_OBJECT

public:
    enum Column { Owner, Name, Prefix, Kind, State, Scopes, Created, Expires, LastUsed, ColumnCount };
    static constexpr int SortRole = Qt::UserRole;

    /// The clock outlives this.
    explicit KeysModel(const Clock &clock, QObject *parent = nullptr);

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    [[nodiscard]] QString keyOf(const KeyView &row) const override { return row.id; }

private:
    const Clock &m_clock;
};

} // namespace tidegate
