// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <QObject>

namespace tidegate {

/// When keyboard or mouse were last used, anywhere in the program. Lives on the GUI thread.
class IdleWatch : public QObject
{
    Q_OBJECT

public:
    /// The clock outlives this.
    explicit IdleWatch(const Clock &clock, QObject *parent = nullptr);

    [[nodiscard]] Monotonic idleFor() const { return m_clock.monotonic() - m_lastUse; }
    /// As if something had been pressed.
    void restart() { m_lastUse = m_clock.monotonic(); }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    const Clock &m_clock;
    Monotonic m_lastUse;
};

} // namespace tidegate
