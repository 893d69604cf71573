// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/language.h"

#include "app/http/preferences.h"

#include <algorithm>

namespace tidegate {

namespace {

bool serves(const QString &language, const QString &range)
{
    return range == language || range.startsWith(language + u'-');
}

} // namespace

QString chooseLanguage(QByteArrayView acceptLanguage, const QStringList &offered)
{
    const std::vector<Preference> wishes = parsePreferences(QString::fromLatin1(acceptLanguage));
    const auto isNamed = [&wishes](const QString &language) {
        return std::any_of(wishes.begin(), wishes.end(),
                           [&language](const Preference &wish) { return serves(language, wish.range); });
    };
    for (const Preference &wish : wishes) {
        if (wish.weight == 0)
            break;
        for (const QString &language : offered) {
            // "*" stands for those that no other range names.
            if (wish.range == u"*" ? !isNamed(language) : serves(language, wish.range))
                return language;
        }
    }
    return offered.front();
}

} // namespace tidegate
