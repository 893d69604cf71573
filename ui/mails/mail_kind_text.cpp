// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mails/mail_kind_text.h"

#include <QCoreApplication>
#include <QLocale>

namespace tidegate {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(tidegate::MailKind)
};

} // namespace

QString mailKindText(MailKind kind)
{
    switch (kind) {
    case MailKind::OrderShipped: return Text::tr("Order: shipped");
    case MailKind::OrderCancelled: return Text::tr("Order: cancelled");
    case MailKind::RefundSettled: return Text::tr("Order: refunded");
    case MailKind::ReturnSubmitted: return Text::tr("Return: submitted");
    case MailKind::ReturnApproved: return Text::tr("Return: approved");
    case MailKind::ReturnDeclined: return Text::tr("Return: declined");
    case MailKind::ReturnCancelled: return Text::tr("Return: cancelled");
    case MailKind::ReturnExpired: return Text::tr("Return: expired");
    case MailKind::ReturnReceived: return Text::tr("Return: parcel received");
    case MailKind::ReturnMissing: return Text::tr("Return: not arrived");
    case MailKind::ReturnNote: return Text::tr("Return: note");
    case MailKind::ReturnRefunded: return Text::tr("Return: refunded");
    case MailKind::ReturnCredited: return Text::tr("Return: store credit");
    case MailKind::ReturnReplaced: return Text::tr("Return: replacement");
    case MailKind::ReturnRejected: return Text::tr("Return: not accepted");
    case MailKind::ReturnRepaired: return Text::tr("Return: repaired");
    }
    Q_UNREACHABLE();
}

QString mailPlaceholderText(const MailPlaceholder &placeholder)
{
    return QCoreApplication::translate("MailPlaceholder", placeholder.help);
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
