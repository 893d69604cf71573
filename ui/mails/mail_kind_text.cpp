// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mails/mail_kind_text.h"

#include <QCoreApplication>
#include <QLocale>

namespace tidegate {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("MailKind", text);
}

} // namespace

QString mailKindText(MailKind kind)
{
    switch (kind) {
    case MailKind::OrderShipped: return tr("Order: shipped");
    case MailKind::OrderCancelled: return tr("Order: cancelled");
    case MailKind::RefundSettled: return tr("Order: refunded");
    case MailKind::ReturnSubmitted: return tr("Return: submitted");
    case MailKind::ReturnApproved: return tr("Return: approved");
    case MailKind::ReturnDeclined: return tr("Return: declined");
    case MailKind::ReturnCancelled: return tr("Return: cancelled");
    case MailKind::ReturnExpired: return tr("Return: expired");
    case MailKind::ReturnReceived: return tr("Return: parcel received");
    case MailKind::ReturnRefunded: return tr("Return: refunded");
    case MailKind::ReturnCredited: return tr("Return: store credit");
    case MailKind::ReturnReplaced: return tr("Return: replacement");
    case MailKind::ReturnRejected: return tr("Return: not accepted");
    case MailKind::ReturnRepaired: return tr("Return: repaired");
    }
    Q_UNREACHABLE();
}

QString mailLanguageText(const QString &language)
{
    QString name = language == QLatin1StringView("en") ? QStringLiteral("English") : QLocale(language).nativeLanguageName();
    if (!name.isEmpty()) {
        name[0] = name.at(0).toUpper();
    }
    return name.isEmpty() ? language : name;
}

} // namespace tidegate
