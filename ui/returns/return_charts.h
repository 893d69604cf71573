// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/panel.h"
#include "ui/return_services.h"

class QGridLayout;
class QTimer;

namespace tidegate {

class BarChart;

/// How the returns of the shop stand: how many wait where and for how long, what was said to them, why they come, how many of what was shipped
/// comes back, and how long they take. Read anew every few seconds while it can be seen.
class ReturnCharts : public QWidget
{
    Q_OBJECT

public:
    /// The services outlive this.
    explicit ReturnCharts(ReturnServices &services, QWidget *parent = nullptr);

    void refresh();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void buildCharts();
    void arrange();
    void take(const Result<RmaFigures> &figures);
    void showQueue(const RmaFigures &figures);
    void showOutcomes(const RmaFigures &figures);
    void showAges(const RmaFigures &figures);
    void showRate(const RmaFigures &figures);
    void showReasons(const RmaFigures &figures);
    void showResolution(const RmaFigures &figures);
    void showDispositions(const RmaFigures &figures);

    Poll<RmaFigures> m_poll;
    Banner *m_banner;
    QLabel *m_asOf;
    QWidget *m_content;
    QGridLayout *m_grid;
    std::vector<BarChart *> m_charts; ///< as they stand, row by row
    BarChart *m_queue = nullptr;
    BarChart *m_outcomes = nullptr;
    BarChart *m_ages = nullptr;
    BarChart *m_rate = nullptr;
    BarChart *m_reasons = nullptr;
    BarChart *m_resolution = nullptr;
    BarChart *m_dispositions = nullptr;
    QTimer *m_timer;
};

} // namespace tidegate
