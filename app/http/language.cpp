// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/language.h"

#include <algorithm>
#include <vector>

namespace tidegate {

namespace {

struct Wish {
    QString range; ///< in lower case; "*" for any
    int weight;    ///< 0 … 1000
};

constexpr int malformed = -1;
constexpr std::size_t maximumWishes = 32;

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

std::vector<Wish> parseWishes(const QString &header)
{
    std::vector<Wish> wishes;
    for (const QStringView entry : QStringView(header).split(u',')) {
        const QList<QStringView> parts = entry.split(u';');
        int weight = 1000;
        for (const QStringView parameter : parts.sliced(1)) {
            const QStringView trimmed = parameter.trimmed();
            if (trimmed.startsWith(u"q=", Qt::CaseInsensitive))
                weight = parseWeight(trimmed.sliced(2));
        }
        const QString range = parts.front().trimmed().toString().toLower();
        if (!range.isEmpty() && weight != malformed && wishes.size() < maximumWishes)
            wishes.push_back({range, weight});
    }
    std::stable_sort(wishes.begin(), wishes.end(), [](const Wish &a, const Wish &b) { return a.weight > b.weight; });
    return wishes;
}

bool serves(const QString &language, const QString &range)
{
    return range == language || range.startsWith(language + u'-');
}

} // namespace

QString chooseLanguage(QByteArrayView acceptLanguage, const QStringList &offered)
{
    const std::vector<Wish> wishes = parseWishes(QString::fromLatin1(acceptLanguage));
    const auto isNamed = [&wishes](const QString &language) {
        return std::any_of(wishes.begin(), wishes.end(), [&language](const Wish &wish) { return serves(language, wish.range); });
    };
    for (const Wish &wish : wishes) {
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
