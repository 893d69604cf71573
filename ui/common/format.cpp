// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/format.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(tidegate::Format)
};

/// With as many decimals as make three figures.
QString threeFigures(double value)
{
    const int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    QString text = QLocale().toString(value, 'f', decimals);
    const QString point = QLocale().decimalPoint();
    if (decimals > 0 && text.contains(point)) {
        const QString zero = QLocale().zeroDigit();
        while (text.endsWith(zero)) {
            text.chop(zero.size());
        }
        if (text.endsWith(point)) {
            text.chop(point.size());
        }
    }
    return text;
}

QString amountText(const Money &money, const QLocale &locale)
{
    const int digits = money.currency.minorDigits();
    return locale.toString(static_cast<double>(money.amount) / std::pow(10, digits), 'f', digits);
}

} // namespace

QString countText(qint64 count)
{
    return QLocale().toString(count);
}

int plural(qint64 count)
{
    return int(std::clamp<qint64>(count, 0, std::numeric_limits<int>::max()));
}

QString rateText(double perSecond)
{
    const bool whole = perSecond >= 99.95 || std::abs(perSecond - std::round(perSecond)) < 0.05;
    return QLocale().toString(perSecond, 'f', whole ? 0 : 1);
}

QString latencyText(std::chrono::nanoseconds duration)
{
    const double microseconds = static_cast<double>(duration.count()) / 1e3;
    if (microseconds < 999.5) {
        return Text::tr("%1 µs").arg(threeFigures(microseconds));
    }
    if (microseconds < 999.5e3) {
        return Text::tr("%1 ms").arg(threeFigures(microseconds / 1e3));
    }
    return Text::tr("%1 s").arg(threeFigures(microseconds / 1e6));
}

QString percentText(double share)
{
    const double percent = std::floor(share * 1000 + 1e-9) / 10;
    return Text::tr("%1 %").arg(QLocale().toString(percent, 'f', percent == std::floor(percent) ? 0 : 1));
}

QString spanText(std::chrono::milliseconds span)
{
    const qint64 seconds = std::max<qint64>(0, (span.count() + 999) / 1000);
    if (seconds < 60) {
        return Text::tr("%1 s", "seconds").arg(seconds);
    }
    if (seconds < 3600) {
        return seconds % 60 == 0 ? Text::tr("%1 min").arg(seconds / 60)
                                 : Text::tr("%1 min %2 s").arg(seconds / 60).arg(seconds % 60);
    }
    const qint64 minutes = seconds / 60;
    if (minutes < 24 * 60) {
        return minutes % 60 == 0 ? Text::tr("%1 h").arg(minutes / 60)
                                 : Text::tr("%1 h %2 min").arg(minutes / 60).arg(minutes % 60);
    }
    const qint64 hours = minutes / 60;
    return hours % 24 == 0 ? Text::tr("%1 d").arg(hours / 24) : Text::tr("%1 d %2 h").arg(hours / 24).arg(hours % 24);
}

QString moneyText(const Money &money)
{
    return Text::tr("%1 %2", "amount and currency code").arg(amountText(money, QLocale()), money.currency.code());
}

QString priceText(const Money &money)
{
    QLocale locale;
    locale.setNumberOptions(QLocale::OmitGroupSeparator);
    return amountText(money, locale);
}

std::optional<Money> priceFromText(const QString &text, Currency currency)
{
    const QLocale locale;
    QString plain;
    for (const QChar character : text.trimmed()) {
        plain += QString(character) == locale.decimalPoint() ? QChar(u'.')
            : character.isDigit()                            ? QChar(char16_t(u'0' + character.digitValue()))
                                                             : character;
    }
    const Result<Money> parsed = Money::parse(plain, currency);
    return parsed ? std::optional(*parsed) : std::nullopt;
}

QString momentText(UtcMillis time)
{
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(time), QLocale::ShortFormat);
}

QString clockText(UtcMillis time)
{
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(time).time(), u"HH:mm:ss"_s);
}

QString sizeText(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat);
}

QString causeText(ErrorCode cause)
{
    switch (cause) {
    case ErrorCode::OutOfStock: return Text::tr("Out of stock");
    case ErrorCode::LimitPerShopper: return Text::tr("Limit per shopper");
    case ErrorCode::SaleNotActive: return Text::tr("Sale not active");
    case ErrorCode::RateLimited: return Text::tr("Too many requests");
    case ErrorCode::PaymentDeclined: return Text::tr("Payment declined");
    case ErrorCode::PaymentUnavailable: return Text::tr("Payment unavailable");
    case ErrorCode::Overloaded: return Text::tr("Overloaded");
    default: return Text::tr("Other causes");
    }
}

QString errorText(const Error &error)
{
    switch (error.code) {
    case ErrorCode::InvalidRequest: return Text::tr("Something that was entered is not right. Please check it and try again.");
    case ErrorCode::Unauthenticated: return Text::tr("Your session has ended. Please sign in again.");
    case ErrorCode::Forbidden: return Text::tr("Your role does not allow this.");
    case ErrorCode::NotFound:
    case ErrorCode::ProductNotFound: return Text::tr("This is no longer there. Somebody may have removed it.");
    case ErrorCode::Conflict: return Text::tr("Somebody else changed this meanwhile. Look at its present state and try again.");
    case ErrorCode::Overloaded: return Text::tr("The system is very busy. Please try again in a moment.");
    case ErrorCode::StorageUnavailable:
        return error.detail.isEmpty() ? Text::tr("The database can't be used now.")
                                      : Text::tr("The database can't be used now: %1").arg(error.detail);
    case ErrorCode::UnsupportedMediaType: return Text::tr("This kind of file is not known.");
    case ErrorCode::BodyTooLarge: return Text::tr("This file is too large.");
    default: return Text::tr("This did not work, for a reason that the log tells. Please try again.");
    }
}

} // namespace tidegate
