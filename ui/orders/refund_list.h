// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/order_services.h"

#include <QPointer>

class QComboBox;
class QPushButton;
class QStackedWidget;

namespace tidegate {

class RefundsModel;
class SettleDialog;
class Table;

/// Refunds that failed, with what finance can do about them; also those that are on their way.
class RefundList : public QWidget
{
    Q_OBJECT

public:
    /// Both outlive this.
    RefundList(OrderServices &services, const Clock &clock, QWidget *parent = nullptr);

    /// Once a second while it is shown.
    void refresh();
    /// Why whoever is signed in can't decide about refunds; empty where they can.
    void setObstacle(const QString &obstacle);

Q_SIGNALS:
    void orderWanted(const QString &orderId);
    void told(Banner::Tone tone, const QString &text);
    void unreadable(const Error &error);
    void readable();

private:
    [[nodiscard]] QLayout *buildFilters();
    [[nodiscard]] QLayout *buildButtons();
    void buildTable();
    [[nodiscard]] RefundState state() const;
    void askRefunds();
    void askMore(const QString &cursor);
    void takeRefunds(RefundState asked, Result<Page<Refund>> page);
    void stateChanged();
    [[nodiscard]] const Refund *selected() const;
    void allowSteps();
    void confirmRetry();
    void retry(const Refund &refund);
    void chooseSettlement();
    void settle(const Refund &refund, const QString &reference, const QPointer<SettleDialog> &dialog);
    /// Who decided it meanwhile, in a sentence.
    void askConflict(const Refund &refund, std::function<void(const QString &)> tell);

    OrderServices &m_services;
    RefundsModel *m_model;
    Table *m_table;
    QComboBox *m_state = nullptr;
    QLabel *m_summary = nullptr;
    QPushButton *m_open = nullptr;
    QPushButton *m_retry = nullptr;
    QPushButton *m_settle = nullptr;
    QStackedWidget *m_stack = nullptr;
    EmptyState *m_none = nullptr;
    QString m_obstacle;
    bool m_asking = false;
    bool m_busy = false;
};

} // namespace tidegate
