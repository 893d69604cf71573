// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/media_type.h"

#include "app/http/preferences.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// How well the range names the type: 3 for the type itself, 0 for not at all.
int precision(const QString &range, const QString &type)
{
    if (range == type)
        return 3;
    if (range.endsWith(u"/*") && type.startsWith(QStringView(range).chopped(1)) && range != u"*/*")
        return 2;
    return range == u"*/*" || range == u"*" ? 1 : 0;
}

int weightOf(const QString &type, const std::vector<Preference> &preferences)
{
    int closest = 0;
    int weight = 0;
    for (const Preference &preference : preferences) {
        if (const int fit = precision(preference.range, type); fit > closest) {
            closest = fit;
            weight = preference.weight;
        }
    }
    return weight;
}

} // namespace

QByteArray chooseMediaType(const QByteArray &accept, const std::vector<QByteArray> &offered)
{
    const std::vector<Preference> preferences = parsePreferences(QString::fromLatin1(accept));
    if (preferences.empty())
        return offered.front();
    QByteArray chosen;
    int most = 0;
    for (const QByteArray &type : offered) {
        if (const int weight = weightOf(QString::fromLatin1(type), preferences); weight > most) {
            most = weight;
            chosen = type;
        }
    }
    return chosen;
}

} // namespace tidegate
