// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/partners/partners_model.h"

#include "ui/common/format.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(tidegate::PartnersModel)
};

QVariant sortValue(const PartnerView &partner, int column)
{
    switch (column) {
    case PartnersModel::Name: return partner.name;
    case PartnersModel::State: return partner.disabledAt.has_value();
    case PartnersModel::Email: return partner.email;
    case PartnersModel::Callback: return callbackState(partner).text;
    case PartnersModel::Keys: return partner.liveKeys + partner.testKeys;
    case PartnersModel::LastUsed: return partner.lastUsedAt.value_or(0);
    default: return partner.openJobs;
    }
}

QString keysText(const PartnerView &partner)
{
    if (partner.liveKeys + partner.testKeys == 0) {
        return Text::tr("none");
    }
    QStringList kinds;
    if (partner.liveKeys > 0) {
        kinds += Text::tr("%Ln live", "keys", plural(partner.liveKeys));
    }
    if (partner.testKeys > 0) {
        kinds += Text::tr("%Ln test", "keys", plural(partner.testKeys));
    }
    return kinds.join(u", "_s);
}

QString cellText(const PartnerView &partner, int column)
{
    switch (column) {
    case PartnersModel::Name: return partner.name;
    case PartnersModel::State: return partner.disabledAt ? Text::tr("Disabled") : Text::tr("Enabled");
    case PartnersModel::Email: return partner.email;
    case PartnersModel::Callback: return callbackState(partner).text;
    case PartnersModel::Keys: return keysText(partner);
    case PartnersModel::LastUsed: return partner.lastUsedAt ? momentText(*partner.lastUsedAt) : Text::tr("never");
    default: return countText(partner.openJobs);
    }
}

QVariant iconOf(const PartnerView &partner, int column)
{
    if (column == PartnersModel::State) {
        return partner.disabledAt ? themedIcon(u"stop"_s, IconTone::Bad) : themedIcon(u"good"_s, IconTone::Good);
    }
    if (column == PartnersModel::Callback) {
        const CallbackState state = callbackState(partner);
        return state.icon.isEmpty() ? QVariant() : QVariant(themedIcon(state.icon, state.tone));
    }
    return {};
}

} // namespace

CallbackState callbackState(const PartnerView &partner)
{
    if (partner.callbackUrl.isEmpty()) {
        return {{}, IconTone::Muted, Text::tr("No address")};
    }
    if (partner.callbackOffSince) {
        return {u"bad"_s, IconTone::Bad, Text::tr("Switched off")};
    }
    if (partner.callbackFailingSince) {
        return {u"warning"_s, IconTone::Warning, Text::tr("Failing")};
    }
    return {u"good"_s, IconTone::Good, Text::tr("Working")};
}

int PartnersModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant PartnersModel::data(const QModelIndex &index, int role) const
{
    const PartnerView &partner = rows()[std::size_t(index.row())];
    switch (role) {
    case SortRole: return sortValue(partner, index.column());
    case Qt::DisplayRole: return cellText(partner, index.column());
    case Qt::ToolTipRole: return cellText(partner, index.column()).toHtmlEscaped();
    case Qt::DecorationRole: return iconOf(partner, index.column());
    case Qt::TextAlignmentRole:
        return int((index.column() == OpenJobs ? Qt::AlignTrailing : Qt::AlignLeading) | Qt::AlignVCenter);
    default: return {};
    }
}

QVariant PartnersModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int((section == OpenJobs ? Qt::AlignTrailing : Qt::AlignLeading) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Name: return tr("Name");
    case State: return tr("Status");
    case Email: return tr("E-mail");
    case Callback: return tr("Callback");
    case Keys: return tr("Keys");
    case LastUsed: return tr("Last used");
    default: return tr("Open jobs");
    }
}

} // namespace tidegate
