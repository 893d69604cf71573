// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/panel.h"
#include "ui/return_services.h"

#include <QPointer>

class QPushButton;
class QStackedWidget;

namespace tidegate {

class NewReturnDialog;
class ReturnCharts;
class ReturnList;
class ReturnPage;
class ReturnQueues;

/// Returns for support, the warehouse and finance: what waits for whom, all of them, and each in detail.
class ReturnsPanel : public Panel
{
    Q_OBJECT

public:
    /// Both outlive this.
    ReturnsPanel(ReturnServices &services, const Clock &clock, QWidget *parent = nullptr);

    void refresh() override;
    [[nodiscard]] QString reasonToStay() const override;

    /// The page of one return.
    void showReturn(const QString &rmaId);
    /// All returns that begin so.
    void search(const QString &text);
    [[nodiscard]] ReturnQueues *queues() const { return m_queues; }

Q_SIGNALS:
    /// Somebody wants to look at an order.
    void orderRequested(const QString &orderId);

private:
    [[nodiscard]] QWidget *buildLists();
    void connectParts();
    void chooseOwnQueue();
    void askReturn();
    void takeReturn(const QString &rmaId, const Result<RmaDetails> &details);
    void newReturn();
    void closeReturn();
    void leaveReturn();
    void tellUnreadable(const Error &error);

    ReturnServices &m_services;
    Poll<std::vector<RmaStateCount>> m_countsPoll;
    ReturnQueues *m_queues;
    ReturnList *m_list;
    ReturnPage *m_page;
    QWidget *m_lists = nullptr;
    ReturnCharts *m_charts = nullptr;
    QPushButton *m_showCharts = nullptr;
    QStackedWidget *m_pages;
    QPointer<NewReturnDialog> m_newReturn;
    QString m_openId;  ///< of the return whose page is shown
    QString m_staffId; ///< whose own queue was chosen
    bool m_askingReturn = false;
};

} // namespace tidegate
