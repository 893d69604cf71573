// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/tls_identity.h"

#include <QFile>
#include <QFileInfo>
#include <QLoggingCategory>
#include <QSslCertificate>
#include <QSslCipher>
#include <QSslKey>
#include <QSslSocket>

#include <algorithm>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(log, "tidegate.http.tls")

QList<QSslCipher> soundCiphers()
{
    QList<QSslCipher> ciphers = QSslConfiguration::supportedCiphers();
    ciphers.removeIf([](const QSslCipher &cipher) {
        const QString name = cipher.name();
        const bool isAead = name.contains(u"GCM") || name.contains(u"CHACHA20");
        return !isAead || !(name.startsWith(u"ECDHE-") || name.startsWith(u"TLS_"));
    });
    return ciphers;
}

QSslKey readKey(const QByteArray &pem)
{
    for (const QSsl::KeyAlgorithm algorithm : {QSsl::Ec, QSsl::Rsa}) {
        QSslKey key(pem, algorithm);
        if (!key.isNull())
            return key;
    }
    return {};
}

/// Whether OpenSSL takes certificate and key together, which only the beginning of a handshake tells.
bool belongTogether(const QSslConfiguration &configuration)
{
    int ends[2] = {-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return true; // not the files' fault
    QSslSocket socket;
    socket.setSslConfiguration(configuration);
    const bool isOpen = socket.setSocketDescriptor(ends[0]);
    socket.startServerEncryption();
    const bool refused = isOpen && socket.error() != QAbstractSocket::UnknownSocketError;
    if (!isOpen)
        ::close(ends[0]);
    ::close(ends[1]);
    return !refused;
}

} // namespace

TlsIdentity::TlsIdentity(QString certificateFile, QString keyFile, const Clock &clock)
    : m_certificateFile(std::move(certificateFile))
    , m_keyFile(std::move(keyFile))
    , m_clock(clock)
{
}

QDateTime TlsIdentity::filesChangedAt() const
{
    return std::max(QFileInfo(m_certificateFile).lastModified(), QFileInfo(m_keyFile).lastModified());
}

Result<Done> TlsIdentity::load()
{
    const QDateTime change = filesChangedAt();
    const QList<QSslCertificate> chain = QSslCertificate::fromPath(m_certificateFile);
    if (chain.isEmpty())
        return failure(ErrorCode::InvalidRequest,
                       u"http.tls_certificate: no PEM certificate can be read from %1"_s.arg(m_certificateFile));
    QFile keyFile(m_keyFile);
    const QSslKey key = keyFile.open(QIODevice::ReadOnly) ? readKey(keyFile.readAll()) : QSslKey();
    if (key.isNull())
        return failure(ErrorCode::InvalidRequest, u"http.tls_key: no unencrypted PEM key can be read from %1"_s.arg(m_keyFile));
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificateChain(chain);
    configuration.setPrivateKey(key);
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    configuration.setCiphers(soundCiphers());
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    configuration.setAllowedNextProtocols({QSslConfiguration::NextProtocolHttp1_1});
    if (!belongTogether(configuration))
        return failure(
            ErrorCode::InvalidRequest,
            u"http.tls_key: the key in %1 is not the one of the certificate in %2"_s.arg(m_keyFile, m_certificateFile));
    const std::lock_guard lock(m_mutex);
    m_configuration = configuration;
    m_loadedChange = change;
    return Done{};
}

QSslConfiguration TlsIdentity::configuration()
{
    bool isDue = false;
    {
        const std::lock_guard lock(m_mutex);
        const Monotonic now = m_clock.monotonic();
        if (now >= m_lookAgainAt) {
            m_lookAgainAt = now + std::chrono::seconds(1);
            isDue = filesChangedAt() != m_loadedChange;
        }
    }
    if (isDue) {
        if (const Result<Done> loaded = load())
            qCInfo(log) << "the certificate was read again from" << m_certificateFile;
        else
            qCWarning(log) << "the certificate is kept:" << loaded.error().detail;
    }
    const std::lock_guard lock(m_mutex);
    return m_configuration;
}

} // namespace tidegate
