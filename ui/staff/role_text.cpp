// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/staff/role_text.h"

#include <QCoreApplication>

namespace tidegate {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(tidegate::StaffRole)
};

} // namespace

QString roleText(StaffRole role)
{
    switch (role) {
    case StaffRole::Admin: return Text::tr("Admin");
    case StaffRole::Support: return Text::tr("Support");
    case StaffRole::Warehouse: return Text::tr("Warehouse");
    case StaffRole::Finance: return Text::tr("Finance");
    }
    Q_UNREACHABLE();
}

QString roleWork(StaffRole role)
{
    switch (role) {
    case StaffRole::Admin: return Text::tr("everything: sales, partners, users and rules as well");
    case StaffRole::Support: return Text::tr("helps customers: their orders, and returns up to the approval");
    case StaffRole::Warehouse: return Text::tr("ships orders, receives and inspects returns");
    case StaffRole::Finance: return Text::tr("decides and completes refunds");
    }
    Q_UNREACHABLE();
}

} // namespace tidegate
