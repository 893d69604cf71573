// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rma/rma_states.h"

#include <QPainterPath>
#include <QWidget>

#include <optional>
#include <set>

namespace tidegate {

/// The workflow of returns, laid out and drawn from the table in core/rma/rma_states.h: the present state is marked, those that were passed are outlined,
/// and the steps that lead on from the present one bear their names.
class ReturnDiagram : public QWidget
{
    Q_OBJECT

public:
    explicit ReturnDiagram(QWidget *parent = nullptr);

    /// `passed`: states that the return was in.
    void showState(RmaState state, std::set<RmaState> passed);

    /// Where a state is drawn.
    [[nodiscard]] QRectF boxOf(RmaState state) const;
    [[nodiscard]] std::optional<RmaState> state() const { return m_state; }
    [[nodiscard]] QSize sizeHint() const override { return {960, 280}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {620, 240}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    void paintEdge(QPainter &painter, RmaState from, RmaState to) const;
    void paintBox(QPainter &painter, RmaState state) const;
    void paintStep(QPainter &painter, const RmaTransition &transition) const;
    [[nodiscard]] QPainterPath pathOf(RmaState from, RmaState to) const;

    std::optional<RmaState> m_state;
    std::set<RmaState> m_passed;
};

} // namespace tidegate
