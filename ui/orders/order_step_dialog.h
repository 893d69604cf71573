// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/form_dialog.h"
#include "ui/order_services.h"

namespace tidegate {

/// Something is done to an order in a dialog of its own. Where somebody else changed the order meanwhile, it says who did what, keeps what was
/// entered, and looks at the newer order when told.
class OrderStepDialog : public FormDialog
{
    Q_OBJECT

public:
    [[nodiscard]] const Order &order() const { return m_record.details.order; }

Q_SIGNALS:
    /// It was done; `text` says what, for the user.
    void done(const QString &text);

protected:
    /// The services outlive this.
    OrderStepDialog(OrderServices &services, OrderRecord record, const QString &title, const QString &action, QWidget *parent);

    [[nodiscard]] OrderServices &services() { return m_services; }
    /// Of the order as it was seen; with the key of the last one where `content`, what is asked for, is the same as then: sent again it is done once.
    [[nodiscard]] OrderWrite write(const QStringList &content);
    /// The services' answer. Where it was done, `text` says what.
    void take(const Result<OrderDetails> &answer, const QString &text);
    /// The newer order was looked at.
    virtual void orderChanged() = 0;

private:
    void askChanges(const Error &refusal);
    void tellChanges(const OrderRecord &newer);

    OrderServices &m_services;
    OrderRecord m_record;
    QStringList m_content; ///< that the key was made for
    QString m_key;
};

} // namespace tidegate
