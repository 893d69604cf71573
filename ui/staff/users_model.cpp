// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/staff/users_model.h"

#include "ui/common/format.h"
#include "ui/common/icon.h"
#include "ui/staff/role_text.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(tidegate::UsersModel)
};

QString stateText(const StaffUser &user)
{
    if (user.disabledAt) {
        return Text::tr("Disabled since %1").arg(momentText(*user.disabledAt));
    }
    return user.mustChangePassword ? Text::tr("Enabled, has to choose a password") : Text::tr("Enabled");
}

QString cellText(const StaffUser &user, int column)
{
    switch (column) {
    case UsersModel::Name: return user.name;
    case UsersModel::Role: return roleText(user.role);
    case UsersModel::State: return stateText(user);
    default: return momentText(user.createdAt);
    }
}

QVariant sortValue(const StaffUser &user, int column)
{
    return column == UsersModel::Since ? QVariant(user.createdAt) : QVariant(cellText(user, column));
}

} // namespace

int UsersModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant UsersModel::data(const QModelIndex &index, int role) const
{
    const StaffUser &user = rows()[std::size_t(index.row())];
    switch (role) {
    case SortRole: return sortValue(user, index.column());
    case Qt::DisplayRole: return cellText(user, index.column());
    case Qt::ToolTipRole: return cellText(user, index.column()).toHtmlEscaped();
    case Qt::DecorationRole:
        if (index.column() != State) {
            return {};
        }
        return user.disabledAt        ? themedIcon(u"stop"_s, IconTone::Bad)
            : user.mustChangePassword ? themedIcon(u"key"_s, IconTone::Warning)
                                      : themedIcon(u"good"_s, IconTone::Good);
    default: return {};
    }
}

QVariant UsersModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int(Qt::AlignLeading | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Name: return tr("Name");
    case Role: return tr("Role");
    case State: return tr("Status");
    default: return tr("Added");
    }
}

} // namespace tidegate
