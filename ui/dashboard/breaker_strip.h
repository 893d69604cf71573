// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/console_services.h"

#include <vector>

namespace tidegate {

/// One payment method's breaker: its name and what it does now, with a colour and in words.
class BreakerPill : public QFrame
{
    Q_OBJECT

public:
    explicit BreakerPill(QWidget *parent = nullptr);

    void setFigures(const BreakerFigures &figures);
    [[nodiscard]] QString text() const { return m_text; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] QFont nameFont() const;

    BreakerState m_state = BreakerState::Closed;
    QString m_name;
    QString m_text;
    bool m_faultless = true;
    int m_widest = 0; ///< does not shrink while only a number changes, so that the strip does not dance with the countdown
};

/// Whether each payment method works, and when a failing one is tried again.
class BreakerStrip : public Card
{
    Q_OBJECT

public:
    explicit BreakerStrip(QWidget *parent = nullptr);

    void setFigures(const std::vector<BreakerFigures> &figures);
    [[nodiscard]] QStringList texts() const;

private:
    QLayout *m_flow;
    QLabel *m_none;
    std::vector<BreakerPill *> m_pills;
};

} // namespace tidegate
