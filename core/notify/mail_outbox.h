// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/store/transaction.h"

#include <QString>

namespace tidegate {

/// A message as people get it.
struct Mail {
    QString kind; ///< what it is about, "job.completed"
    QString recipient;
    QString subject;
    QString text;
    QString html{}; ///< empty: only text
};

/// Writes a mail down in the transaction of its cause; MailService sends it. Control characters in recipient and subject never
/// reach a header.
void queueMail(WriteTransaction &transaction, const Mail &mail, const Clock &clock, Random &random);

} // namespace tidegate
