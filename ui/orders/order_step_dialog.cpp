// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/orders/order_step_dialog.h"

#include "ui/common/alive.h"
#include "ui/orders/order_texts.h"

using namespace Qt::StringLiterals;

namespace tidegate {

OrderStepDialog::OrderStepDialog(OrderServices &services, OrderRecord record, const QString &title, const QString &action,
                                 QWidget *parent)
    : FormDialog(title, action, parent)
    , m_services(services)
    , m_record(std::move(record))
{
}

OrderWrite OrderStepDialog::write(const QStringList &content)
{
    if (m_key.isEmpty() || content != m_content) {
        m_key = m_services.newKey();
        m_content = content;
    }
    return {order().id, order().version, m_key};
}

void OrderStepDialog::take(const Result<OrderDetails> &answer, const QString &text)
{
    if (answer) {
        setBusy(false);
        Q_EMIT done(text);
        accept();
    } else if (answer.error().code == ErrorCode::VersionConflict) {
        askChanges(answer.error());
    } else {
        setBusy(false);
        showRefusal(answer.error());
    }
}

void OrderStepDialog::askChanges(const Error &refusal)
{
    m_services.order(order().id, whileAlive(this, [this, refusal](const Result<OrderRecord> &newer) {
                         setBusy(false);
                         if (newer) {
                             tellChanges(*newer);
                         } else {
                             showRefusal(newer.error());
                         }
                     }));
}

void OrderStepDialog::tellChanges(const OrderRecord &newer)
{
    const QString changes = changesSince(lastEventOf(m_record), order().id, newer);
    const QString what = changes.isEmpty() ? tr("Somebody else changed this order meanwhile.")
                                           : tr("Meanwhile this order was changed: %1.").arg(changes);
    banner()->tell(Banner::Tone::Warning, tr("%1 Nothing was done, and what you entered is kept.", "what others did").arg(what),
                   tr("&Look again"), [this, newer] {
                       m_record = newer;
                       clearErrors();
                       orderChanged();
                   });
}

} // namespace tidegate
