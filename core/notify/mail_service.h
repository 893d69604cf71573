// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/async.h"
#include "core/base/random.h"
#include "core/store/store.h"

#include <functional>
#include <memory>

namespace tidegate {

/// What became of one attempt to send a mail.
enum class MailResult {
    Sent,
    PutOff,  ///< to be tried again
    GivenUp, ///< for good
};

/// The server that takes our mail; none where `host` is empty: then mails wait in the outbox.
struct MailOptions {
    QString host{};
    int port = 587;
    QString from{};
    QString username{};
    QString password{};
    bool startTls = true; ///< refuse to send where the server does not offer it; with port 465 TLS from the first byte
    QString caFile{};     ///< to check its certificate against; empty: the system's
    /// Told of each attempt once it is written down. Called on the service's thread; must not block.
    std::function<void(MailResult)> onAttempt{};
};

/// Sends what is in the outbox by SMTP (libcurl), one after the other on a thread of its own: text and HTML parts; retried with
/// backoff for a day, then given up. A mail is sent at least once; a server that is killed between the SMTP server's answer and
/// the commit sends it again with the same Message-ID.
class MailService
{
public:
    MailService(Store &store, const MailOptions &options, const Clock &clock, Random &random);
    ~MailService();

    /// Does nothing where there is no host.
    void start();
    /// Removes mails older than `age`, also those that nobody could send; some at a time.
    void purge(std::chrono::hours age);

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tidegate
