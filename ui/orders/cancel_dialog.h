// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/orders/order_step_dialog.h"

#include <optional>

class QLineEdit;

namespace tidegate {

class LineQuantities;

/// Units that were not shipped are cancelled. Says what goes back to the customer before it happens, and asks once more.
class CancelDialog : public OrderStepDialog
{
    Q_OBJECT

public:
    /// Of an order of which something is left to ship. The services outlive this.
    CancelDialog(OrderServices &services, OrderRecord record, QWidget *parent);

protected:
    void submit() override;
    void orderChanged() override;

private:
    void askPreview();
    void takePreview(const std::vector<LineQuantity> &asked, const Result<CancelPreview> &preview);
    [[nodiscard]] QString moneySentence() const;
    void cancel();

    LineQuantities *m_quantities;
    QLineEdit *m_reason;
    QLabel *m_money;
    std::optional<Money> m_amount; ///< that goes back; nothing while it is being reckoned
};

} // namespace tidegate
