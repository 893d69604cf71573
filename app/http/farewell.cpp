// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/farewell.h"

#include <QTimer>

#include <algorithm>
#include <cerrno>
#include <sys/socket.h>
#include <unistd.h>

namespace tidegate {

namespace {

constexpr std::chrono::seconds patience{1};
/// Of a peer who talks on; then he may be reset.
constexpr qint64 mostDropped = 256 * 1024;

} // namespace

Farewell::Farewell(int descriptor, const QByteArray &answer, QObject *parent)
    : QObject(parent)
    , m_notifier(descriptor, QSocketNotifier::Read)
{
    connect(&m_notifier, &QSocketNotifier::activated, this, &Farewell::drop);
    QTimer::singleShot(patience, this, &QObject::deleteLater);
    ::send(descriptor, answer.constData(), static_cast<std::size_t>(answer.size()), MSG_NOSIGNAL | MSG_DONTWAIT);
    ::shutdown(descriptor, SHUT_WR);
}

Farewell::~Farewell()
{
    m_notifier.setEnabled(false);
    ::close(static_cast<int>(m_notifier.socket()));
}

void Farewell::drop()
{
    char buffer[16 * 1024];
    const ssize_t count = ::recv(static_cast<int>(m_notifier.socket()), buffer, sizeof buffer, MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    m_dropped += std::max<ssize_t>(count, 0);
    if (count > 0 && m_dropped < mostDropped)
        return;
    m_notifier.setEnabled(false);
    deleteLater();
}

} // namespace tidegate
