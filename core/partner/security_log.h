// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <QJsonObject>
#include <QString>

#include <memory>

namespace tidegate {

/// Something that the one who looks after security wants to know.
struct SecurityEvent {
    /// "authentication", "authorization", "hostile_row", "upload", "webhook_signature", "key", "sign_in", "password_change"
    QString kind;
    QString outcome;     ///< "accepted", or why not: the name of an ErrorCode, the kind of an attack
    QString address{};   ///< where it came from
    QString keyPrefix{}; ///< of the key that was shown; never more of it
    QString partner{};
    QString requestId{};
    QJsonObject detail{}; ///< such as the whole hostile row
};

/// The security log: one JSON object a line, in a file of its own (0600) that is rotated by size. Everything from outside is
/// escaped by JSON, so that an entry stays one line. record() never blocks: a thread of its own writes; when it can't keep up,
/// what is dropped is counted, and the next line says how many. Thread-safe.
class SecurityLog
{
public:
    struct Options {
        QString file; ///< "DATA-DIR/security.log"; older ones are security.log.1 …
        qint64 maximumBytes = 16 << 20;
        int keptFiles = 8;
    };

    SecurityLog(Options options, const Clock &clock);
    /// Writes what waits.
    ~SecurityLog();

    void record(SecurityEvent event);

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tidegate
