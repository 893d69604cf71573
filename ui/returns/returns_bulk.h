// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/return_services.h"

#include <QDialog>
#include <QTimer>

class QProgressBar;
class QPushButton;
class QLabel;

namespace tidegate {

class Banner;
class CellsModel;

/// One step for many returns, each by itself: what is refused leaves the others as they are, and its return as it was. Says of each what became of it;
/// can be stopped between two. Deletes itself.
class ReturnsBulk : public QDialog
{
    Q_OBJECT

public:
    /// `step`: Validate, Approve, Decline or Retry; `reason` of a decline. The services outlive this.
    ReturnsBulk(ReturnServices &services, RmaStep step, const QString &reason, std::vector<RmaSummary> returns, QWidget *parent);

    void start();
    void reject() override;

    [[nodiscard]] int doneCount() const { return m_done; }
    [[nodiscard]] int refusedCount() const { return m_refused; }

Q_SIGNALS:
    void finished();

private:
    void next();
    void take(std::size_t index, const Result<RmaAnswer> &answer);
    void showRows();
    void end();

    ReturnServices &m_services;
    const RmaStep m_step;
    const QString m_reason;
    const std::vector<RmaSummary> m_returns;
    std::vector<QString> m_outcomes; ///< empty: not yet
    CellsModel *m_model;
    QLabel *m_sum;
    QProgressBar *m_bar;
    QPushButton *m_close;
    std::size_t m_next = 0;
    int m_done = 0;
    int m_refused = 0;
    QTimer m_showTimer; ///< of many returns not every single outcome is drawn at once
    bool m_stopped = false;
    bool m_over = false;
};

} // namespace tidegate
