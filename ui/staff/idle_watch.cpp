// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/staff/idle_watch.h"

#include <QCoreApplication>
#include <QEvent>

namespace tidegate {

IdleWatch::IdleWatch(const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_lastUse(clock.monotonic())
{
    QCoreApplication::instance()->installEventFilter(this);
}

bool IdleWatch::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::KeyPress:
    case QEvent::MouseButtonPress:
    case QEvent::MouseMove:
    case QEvent::Wheel:
    case QEvent::TouchBegin:
    case QEvent::TabletPress:
    case QEvent::InputMethod: restart(); break;
    default: break;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace tidegate
