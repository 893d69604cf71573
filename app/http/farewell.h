// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSocketNotifier>

namespace tidegate {

/// Says one thing to a plain connection that is not let in, waits a moment for the peer to have heard it, and deletes itself with the
/// connection. A socket that is closed with input unread resets the connection, and what was said may be lost on its way.
class Farewell : public QObject
{
public:
    Farewell(int descriptor, const QByteArray &answer, QObject *parent);
    ~Farewell() override;

private:
    void drop();

    QSocketNotifier m_notifier;
    qint64 m_dropped = 0;
};

} // namespace tidegate
