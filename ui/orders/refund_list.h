// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/live_list.h"
#include "ui/order_services.h"
#include "ui/orders/refunds_model.h"

#include <QPointer>

class QComboBox;
class QPushButton;

namespace tidegate {

class SettleDialog;

/// Refunds that failed, with what finance can do about them; also those that are on their way. What is wanted is the order of one.
class RefundList : public LiveList<RefundsModel>
{
    Q_OBJECT

public:
    /// Both outlive this.
    RefundList(OrderServices &services, const Clock &clock, QWidget *parent = nullptr);

protected:
    void askPage(const QString &cursor, int limit, Answer<Page<Refund>> answer) override;
    void rowsCame() override;
    [[nodiscard]] QString selectedId() const override;
    void allowSteps() override;

private:
    [[nodiscard]] QLayout *buildFilters();
    [[nodiscard]] QLayout *buildButtons();
    [[nodiscard]] RefundState state() const;
    void confirmRetry();
    void retry(const Refund &refund);
    void chooseSettlement();
    void settle(const Refund &refund, const QString &reference, const QPointer<SettleDialog> &dialog);
    /// Who decided it meanwhile, in a sentence.
    void askConflict(const Refund &refund, std::function<void(const QString &)> tell);

    OrderServices &m_services;
    QComboBox *m_state = nullptr;
    QLabel *m_summary = nullptr;
    QPushButton *m_open = nullptr;
    QPushButton *m_retry = nullptr;
    QPushButton *m_settle = nullptr;
    bool m_busy = false;
};

} // namespace tidegate
