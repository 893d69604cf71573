// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/preferences.h"

#include <algorithm>

namespace tidegate {

namespace {

constexpr int malformed = -1;
constexpr std::size_t maximumPreferences = 32;

/// "0", "0.5", "1.000": RFC 9110, 12.4.2.
int parseWeight(QStringView text)
{
    if (text.isEmpty() || text.size() > 5 || (text[0] != u'0' && text[0] != u'1') || (text.size() > 1 && text[1] != u'.'))
        return malformed;
    int weight = text[0].digitValue() * 1000;
    int place = 100;
    for (const QChar c : text.sliced(std::min<qsizetype>(2, text.size()))) {
        if (c < u'0' || c > u'9')
            return malformed;
        weight += c.digitValue() * place;
        place /= 10;
    }
    return weight <= 1000 ? weight : malformed;
}

} // namespace

std::vector<Preference> parsePreferences(const QString &header)
{
    std::vector<Preference> preferences;
    for (const QStringView entry : QStringView(header).split(u',')) {
        const QList<QStringView> parts = entry.split(u';');
        int weight = 1000;
        for (const QStringView parameter : parts.sliced(1)) {
            const QStringView trimmed = parameter.trimmed();
            if (trimmed.startsWith(u"q=", Qt::CaseInsensitive))
                weight = parseWeight(trimmed.sliced(2));
        }
        const QString range = parts.front().trimmed().toString().toLower();
        if (!range.isEmpty() && weight != malformed && preferences.size() < maximumPreferences)
            preferences.push_back({range, weight});
    }
    std::stable_sort(preferences.begin(), preferences.end(),
                     [](const Preference &a, const Preference &b) { return a.weight > b.weight; });
    return preferences;
}

} // namespace tidegate
