// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"

#include <QDateTime>
#include <QSslConfiguration>

#include <mutex>

namespace tidegate {

/// Certificate chain and key as the server shows them, read again when their files change. TLS 1.2 and later, forward secrecy and AEAD
/// only. Thread-safe.
class TlsIdentity
{
public:
    TlsIdentity(QString certificateFile, QString keyFile, const Clock &clock);

    /// Reads the files, or says in a sentence what is wrong with them.
    Result<Done> load();
    /// For a new connection. Looks at most once a second whether the files are new; what can't be read does not replace what works.
    QSslConfiguration configuration();

private:
    [[nodiscard]] QDateTime filesChangedAt() const;

    const QString m_certificateFile;
    const QString m_keyFile;
    const Clock &m_clock;
    std::mutex m_mutex;
    QSslConfiguration m_configuration;
    QDateTime m_loadedChange;
    Monotonic m_lookAgainAt{0};
};

} // namespace tidegate
