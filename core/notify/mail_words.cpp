// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/notify/mail_words.h"

#include "core/notify/mail_text.h"

#include <QDateTime>
#include <QLocale>

#include <cmath>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

QLocale localeOf(const QString &language)
{
    const QString known = mailLanguage(language);
    return known == u"en" ? QLocale(QLocale::English, QLocale::UnitedKingdom) : QLocale(known);
}

} // namespace

QString moneyInMail(const Money &money, const QString &language)
{
    const int digits = money.currency.minorDigits();
    // Exact up to 2^53 minor units, far beyond Money::maximum().
    const double amount = double(money.amount) / std::pow(10.0, digits);
    return localeOf(language).toString(amount, 'f', digits) + u' ' + money.currency.code();
}

QString dayInMail(UtcMillis time, const QString &language)
{
    const QLocale locale = localeOf(language);
    const QDate day = QDateTime::fromMSecsSinceEpoch(time, Qt::UTC).date();
    return mailLanguage(language) == u"en" ? locale.toString(day, u"d MMMM yyyy"_s) : locale.toString(day, QLocale::LongFormat);
}

QString itemsInMail(const std::vector<MailItem> &items)
{
    QStringList lines;
    for (const MailItem &item : items) {
        if (item.quantity == 0)
            continue;
        QString line = u"%1 × %2"_s.arg(QString::number(item.quantity), item.name.simplified());
        if (!item.note.isEmpty())
            line += u": "_s + item.note.simplified();
        lines << line;
    }
    return lines.join(u'\n');
}

} // namespace tidegate
