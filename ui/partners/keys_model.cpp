// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/partners/keys_model.h"

#include "ui/common/format.h"
#include "ui/common/icon.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(tidegate::KeysModel)
};

QString stateText(const KeyView &key, UtcMillis now)
{
    if (key.revokedAt) {
        return Text::tr("Revoked");
    }
    if (!key.isValid(now)) {
        return key.rotated ? Text::tr("Replaced") : Text::tr("Expired");
    }
    if (key.rotated) {
        return Text::tr("Replaced, %1 left").arg(spanText(std::chrono::milliseconds(key.expiresAt.value_or(now) - now)));
    }
    return Text::tr("Valid");
}

QIcon stateIcon(const KeyView &key, UtcMillis now)
{
    if (!key.isValid(now)) {
        return themedIcon(u"stop"_s, key.revokedAt ? IconTone::Bad : IconTone::Muted);
    }
    return key.rotated ? themedIcon(u"clock"_s, IconTone::Warning) : themedIcon(u"good"_s, IconTone::Good);
}

QString scopesText(const KeyView &key)
{
    QStringList texts;
    for (const QString &scope : key.scopes) {
        texts += scopeText(scope);
    }
    return texts.join(u", "_s);
}

QString cellText(const KeyView &key, int column, UtcMillis now)
{
    switch (column) {
    case KeysModel::Owner: return key.partnerId.isEmpty() ? Text::tr("Storefront") : key.partnerName;
    case KeysModel::Name: return key.name.isEmpty() ? u"–"_s : key.name;
    case KeysModel::Prefix: return key.prefix + u'…';
    case KeysModel::Kind: return keyKindText(key);
    case KeysModel::State: return stateText(key, now);
    case KeysModel::Scopes: return scopesText(key);
    case KeysModel::Created: return momentText(key.createdAt);
    case KeysModel::Expires: return key.expiresAt ? momentText(*key.expiresAt) : Text::tr("never");
    default: return key.lastUsedAt ? momentText(*key.lastUsedAt) : Text::tr("never");
    }
}

QVariant sortValue(const KeyView &key, int column, UtcMillis now)
{
    switch (column) {
    case KeysModel::Created: return key.createdAt;
    case KeysModel::Expires: return key.expiresAt.value_or(std::numeric_limits<UtcMillis>::max());
    case KeysModel::LastUsed: return key.lastUsedAt.value_or(0);
    default: return cellText(key, column, now);
    }
}

} // namespace

QString scopeText(const QString &scope)
{
    if (scope == "shop"_L1) {
        return Text::tr("Shop", "scope of a key");
    }
    if (scope == "feeds"_L1) {
        return Text::tr("Send feeds");
    }
    if (scope == "jobs"_L1) {
        return Text::tr("See jobs");
    }
    return scope == "stock"_L1 ? Text::tr("Send stock") : scope;
}

QString keyKindText(const KeyView &key)
{
    if (key.partnerId.isEmpty()) {
        return Text::tr("Storefront");
    }
    return key.sandbox ? Text::tr("Test") : Text::tr("Live");
}

QString keyTitle(const KeyView &key)
{
    return key.name.isEmpty() ? key.prefix + u'…' : key.name;
}

KeysModel::KeysModel(const Clock &clock, QObject *parent)
    : RowsModel(parent)
    , m_clock(clock)
{
}

int KeysModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant KeysModel::data(const QModelIndex &index, int role) const
{
    const KeyView &key = rows()[std::size_t(index.row())];
    const UtcMillis now = m_clock.utc();
    switch (role) {
    case SortRole: return sortValue(key, index.column(), now);
    case Qt::DisplayRole: return cellText(key, index.column(), now);
    case Qt::ToolTipRole: return cellText(key, index.column(), now).toHtmlEscaped();
    case Qt::DecorationRole: return index.column() == State ? QVariant(stateIcon(key, now)) : QVariant();
    default: return {};
    }
}

QVariant KeysModel::headerData(int section, Qt::Orientation orientation, int role) const
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
    case Owner: return tr("Belongs to");
    case Name: return tr("Name");
    case Prefix: return tr("Begins with");
    case Kind: return tr("Kind");
    case State: return tr("Status");
    case Scopes: return tr("May");
    case Created: return tr("Created");
    case Expires: return tr("Valid until");
    default: return tr("Last used");
    }
}

} // namespace tidegate
