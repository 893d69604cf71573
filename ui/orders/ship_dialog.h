// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/orders/order_step_dialog.h"

class QLineEdit;

namespace tidegate {

class LineQuantities;

/// A parcel leaves: how many of each line, and its tracking number. A scanner can count the units: the first SKU begins at nothing, each adds one.
class ShipDialog : public OrderStepDialog
{
    Q_OBJECT

public:
    /// Of an order of which something is left to ship. The services outlive this.
    ShipDialog(OrderServices &services, OrderRecord record, QWidget *parent);

protected:
    void submit() override;
    void orderChanged() override;

private:
    void countScanned();
    void showCount();

    LineQuantities *m_quantities;
    QLineEdit *m_scan;
    QLineEdit *m_tracking;
    QLabel *m_count;
    bool m_counting = false; ///< by scans
};

} // namespace tidegate
