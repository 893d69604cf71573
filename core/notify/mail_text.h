// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QMap>
#include <QString>
#include <QStringList>

#include <span>

namespace tidegate {

/// What a customer is written about.
enum class MailKind {
    OrderShipped,
    OrderCancelled, ///< a part of it, or all
    RefundSettled,  ///< of no return
    ReturnSubmitted,
    ReturnApproved,
    ReturnDeclined,
    ReturnCancelled,
    ReturnExpired,
    ReturnReceived, ///< a parcel
    ReturnMissing,  ///< units that nobody waits for any longer
    ReturnNote,     ///< what somebody of the staff wrote to the customer
    ReturnRefunded,
    ReturnCredited,
    ReturnReplaced,
    ReturnRejected, ///< units that the customer is given nothing for
    ReturnRepaired,
};

/// As stored: "order.shipped", "return.rejected", …
QString mailKindName(MailKind kind);
/// All, in the order in which people meet them.
std::span<const MailKind> mailKinds();

/// What may stand in a mail's texts as {{name}}.
struct MailPlaceholder {
    QString name;     ///< "order.number"
    const char *help; ///< for people; to be translated in the context "MailPlaceholder"
    QString sample;
    bool mayBeEmpty = false; ///< then {{#name}}…{{/name}} keeps what is around it away, too
};
const std::vector<MailPlaceholder> &mailPlaceholders(MailKind kind);

/// By the names of placeholders. A value of several lines is a list.
using MailValues = QMap<QString, QString>;
/// What previews and tests are filled with.
MailValues sampleValues(MailKind kind);

/// A mail's texts: templates by the grammar of Mustache (mustache(5)), or what became of them.
struct MailText {
    QString subject;
    QString text;
    QString html; ///< empty: the mail has only its text

    bool operator==(const MailText &) const = default;
};

/// The languages that the program has texts in; the first is the one that serves all others.
QStringList mailLanguages();
/// One of these: `wanted` if it is one.
QString mailLanguage(const QString &wanted);
/// The program's own templates.
MailText defaultMailText(MailKind kind, const QString &language);

/// InvalidRequest with every field ("subject", "text", "html") that is wrong: required, too_long, one_line, malformed_template,
/// or unknown_placeholder, whose value is the name.
Result<Done> checkMailText(MailKind kind, const MailText &templates);

/// Fills templates in. Values are text: in HTML they are escaped, and their lines are broken there; in the subject they are one
/// line. InvalidRequest as checkMailText() has it.
Result<MailText> fillIn(MailKind kind, const MailText &templates, const MailValues &values);

inline constexpr qsizetype longestMailSubject = 200;
inline constexpr qsizetype longestMailBody = 100'000;

} // namespace tidegate
