// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/field_names.h"

#include <QHash>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr qsizetype namesShown = 12;
constexpr qsizetype longestName = 64;

std::optional<FeedField> exactField(QByteArrayView name)
{
    static const std::array<QByteArray, feedFieldCount> names = [] {
        std::array<QByteArray, feedFieldCount> list;
        for (std::size_t i = 0; i < feedFieldCount; ++i)
            list[i] = feedFieldName(FeedField(i)).toLatin1();
        return list;
    }();
    const auto found = std::find(names.begin(), names.end(), name);
    return found == names.end() ? std::nullopt : std::optional(FeedField(found - names.begin()));
}

} // namespace

QString normalisedName(QStringView name)
{
    QString key;
    std::copy_if(name.begin(), name.end(), std::back_inserter(key), [](QChar c) { return c.isLetterOrNumber(); });
    return key.toCaseFolded();
}

std::optional<FeedField> ownField(QStringView name)
{
    static const QHash<QString, FeedField> fields = [] {
        QHash<QString, FeedField> table;
        for (std::size_t i = 0; i < feedFieldCount; ++i)
            table.insert(normalisedName(feedFieldName(FeedField(i))), FeedField(i));
        return table;
    }();
    if (name.size() > longestName)
        return std::nullopt;
    const auto found = fields.constFind(normalisedName(name));
    return found == fields.constEnd() ? std::nullopt : std::optional(*found);
}

std::optional<FeedField> ownField(QByteArrayView utf8Name)
{
    const std::optional<FeedField> exact = exactField(utf8Name);
    return exact ? exact : ownField(QString::fromUtf8(utf8Name));
}

QString ownFieldList()
{
    QStringList names;
    for (std::size_t i = 0; i < feedFieldCount; ++i)
        names << feedFieldName(FeedField(i));
    return names.join(u", "_s);
}

QString listedNames(const QStringList &names)
{
    QString text = names.first(std::min(names.size(), namesShown)).join(u", "_s).left(400);
    if (names.size() > namesShown)
        text += u", … (%1 in all)"_s.arg(names.size());
    return text;
}

bool isRejectionName(QStringView name)
{
    return name.size() <= longestName && normalisedName(name) == u"tidegateerror";
}

} // namespace tidegate
