// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/notify/mail_service.h"

#include <atomic>

namespace tidegate {

/// A mail as it leaves the house.
struct OutgoingMail {
    QString id; ///< makes the Message-ID
    QString recipient;
    QString subject;
    QString text;
    QString html; ///< empty: only text
    UtcMillis date = 0;
};

struct SmtpOutcome {
    bool sent = false;
    bool isFinal = false; ///< not sent, and another attempt would not change it: the server does not take mail for this address
    QString problem;      ///< for people
};

/// Hands one mail to the server of `options`, with text and HTML as alternatives. Blocks; ends early once `stopping` is true.
SmtpOutcome sendBySmtp(const MailOptions &options, const OutgoingMail &mail, const std::atomic<bool> &stopping);

} // namespace tidegate
