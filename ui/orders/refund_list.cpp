// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/orders/refund_list.h"

#include "ui/common/format.h"
#include "ui/common/question.h"
#include "ui/orders/order_texts.h"
#include "ui/orders/settle_dialog.h"

#include <QComboBox>
#include <QPushButton>

#include <map>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// "120.00 EUR, 9,000 JPY"
QString sumText(const std::vector<Refund> &refunds)
{
    std::map<QString, Money> sums;
    for (const Refund &refund : refunds) {
        const auto [sum, isNew] = sums.try_emplace(refund.amount.currency.code(), refund.amount);
        if (!isNew) {
            sum->second.amount += refund.amount.amount;
        }
    }
    QStringList texts;
    for (const auto &[code, sum] : sums) {
        texts += moneyText(sum);
    }
    return texts.join(u", "_s);
}

SettleQuestion settleQuestion(const Refund &refund)
{
    const QString method = paymentMethodText(refund.method);
    return {.title = RefundList::tr("Settle a refund by hand"),
            .text =
                RefundList::tr(
                    "Refund %1 of %2 for order %3, by %4. Look for it on the provider's own page: by its charge %5, or by the "
                    "amount and the day.")
                    .arg(refund.id, moneyText(refund.amount), refund.orderId, method, refund.chargeReference),
            .happened = RefundList::tr("The provider &has paid it back"),
            .reference = RefundList::tr("The &provider's reference of the refund"),
            .absent = RefundList::tr("The provider surely has &not paid it back"),
            .warning =
                RefundList::tr(
                    "The refund stays failed, without a doubt, and can be sent again. If the provider did pay it after all, the "
                    "customer gets %1 twice.")
                    .arg(moneyText(refund.amount))};
}

} // namespace

RefundList::RefundList(OrderServices &services, const Clock &clock, QWidget *parent)
    : LiveList(new RefundsModel(clock),
               {.table = new Table(u"refunds"_s, tr("Refunds")),
                .letters = {22, 17, 15, 13, 15, 9, 60, 48},
                .none = new EmptyState(u"good"_s, {}, {}),
                .reading = tr("Reading the refunds…")},
               parent)
    , m_services(services)
{
    table()->cutInTheMiddle(RefundsModel::Order);
    arrange(buildFilters(), buildButtons());
    allowSteps();
}

QLayout *RefundList::buildFilters()
{
    m_state = new QComboBox;
    m_state->setObjectName(u"refundState"_s);
    m_state->setAccessibleName(tr("State of the refunds that are shown"));
    m_state->addItem(tr("Failed or in doubt"), int(RefundState::Failed));
    m_state->addItem(tr("Sent to the provider"), int(RefundState::Sent));
    m_state->addItem(tr("Pending"), int(RefundState::Pending));
    m_summary = mutedLabel({});
    m_summary->setObjectName(u"refundSummary"_s);
    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(m_state);
    line->addStretch();
    line->addWidget(m_summary);
    connect(m_state, &QComboBox::activated, this, [this] {
        m_summary->clear();
        beginAnew();
    });
    return line;
}

QLayout *RefundList::buildButtons()
{
    m_open = iconButton(u"file"_s, tr("&Open the order"));
    m_open->setToolTip(tr("Enter"));
    m_retry = iconButton(u"refresh"_s, tr("Send &again…"));
    m_settle = iconButton(u"edit"_s, tr("Settle &by hand…"));
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    for (QPushButton *button : {m_open, m_retry, m_settle}) {
        buttons->addWidget(button);
    }
    buttons->addStretch();
    connect(m_open, &QPushButton::clicked, this, &RefundList::openSelected);
    connect(m_retry, &QPushButton::clicked, this, &RefundList::confirmRetry);
    connect(m_settle, &QPushButton::clicked, this, &RefundList::chooseSettlement);
    return buttons;
}

RefundState RefundList::state() const
{
    return RefundState(m_state->currentData().toInt());
}

void RefundList::askPage(const QString &cursor, int limit, Answer<Page<Refund>> answer)
{
    m_services.refunds(state(), cursor, limit, std::move(answer));
}

void RefundList::rowsCame()
{
    const bool failed = state() == RefundState::Failed;
    none()->setTexts(
        failed ? tr("No refund needs you") : tr("None just now"),
        failed ? tr("A refund that the provider refuses, or never answers about, stands here until somebody decides it.")
               : tr("Refunds on their way stand here until the provider has taken them."));
    const int loaded = model()->rowCount();
    const QString count = model()->hasMore() ? tr("the first %Ln refund(s); scroll for more", nullptr, loaded)
                                             : tr("%Ln refund(s)", nullptr, loaded);
    m_summary->setText(loaded == 0 ? QString() : count + u" · "_s + sumText(model()->rows()));
}

QString RefundList::selectedId() const
{
    const Refund *refund = selectedOne();
    return refund ? refund->orderId : QString();
}

void RefundList::allowSteps()
{
    const Refund *refund = selectedOne();
    m_open->setEnabled(refund);
    const QString why = !refund                ? tr("Select a refund first.")
        : refund->state != RefundState::Failed ? tr("It is on its way: the provider is asked until it says something definite.")
                                               : obstacle();
    for (QPushButton *button : {m_retry, m_settle}) {
        button->setEnabled(!m_busy && why.isEmpty());
        button->setToolTip(why);
    }
}

void RefundList::confirmRetry()
{
    const Refund *refund = selectedOne();
    if (!refund) {
        return;
    }
    ask(this,
        {.title = tr("Send the refund of %1 again?").arg(moneyText(refund->amount)),
         .text = refund->inDoubt
             ? tr("The provider has not said whether it paid. It is asked again under the same key, so that it can't "
                  "pay twice.")
             : tr("The provider has said that nothing went back. It is asked anew."),
         .action = tr("&Send it again")},
        [this, refund = *refund] { retry(refund); });
}

void RefundList::retry(const Refund &refund)
{
    m_busy = true;
    allowSteps();
    m_services.retryRefund(
        refund.id, refund.version, whileAlive(this, [this, refund](const Result<Refund> &answer) {
            m_busy = false;
            const QString amount = moneyText(refund.amount);
            if (answer) {
                Q_EMIT told(Banner::Tone::Good, tr("The refund of %1 is on its way again.").arg(amount));
            } else if (answer.error().code == ErrorCode::VersionConflict) {
                askConflict(refund, [this](const QString &text) { Q_EMIT told(Banner::Tone::Warning, text); });
            } else if (answer.error().code == ErrorCode::Conflict && answer.error().fields.empty()) {
                Q_EMIT told(
                    Banner::Tone::Bad,
                    tr("The refund of %1 is in doubt for longer than the provider remembers it, and is not sent again: it might be "
                       "paid twice. Look at the provider's page and settle it by hand.")
                        .arg(amount));
            } else {
                Q_EMIT told(Banner::Tone::Bad,
                            tr("The refund of %1 was not sent again. %2").arg(amount, refusalText(answer.error())));
            }
            allowSteps();
            refresh();
        }));
}

void RefundList::chooseSettlement()
{
    const Refund *refund = selectedOne();
    if (!refund) {
        return;
    }
    const QPointer<SettleDialog> dialog = new SettleDialog(settleQuestion(*refund), window());
    connect(dialog, &SettleDialog::chosen, this,
            [this, refund = *refund, dialog](const QString &reference) { settle(refund, reference, dialog); });
    dialog->open();
}

void RefundList::settle(const Refund &refund, const QString &reference, const QPointer<SettleDialog> &dialog)
{
    m_services.settleRefund(
        refund.id, refund.version, reference, whileAlive(this, [this, refund, reference, dialog](const Result<Refund> &answer) {
            refresh();
            if (answer) {
                if (dialog) {
                    dialog->finish();
                }
                Q_EMIT told(
                    Banner::Tone::Good,
                    reference.isEmpty()
                        ? tr("The refund of %1 is no longer in doubt; it can be sent again.").arg(moneyText(refund.amount))
                        : tr("The refund of %1 is settled as %2.").arg(moneyText(refund.amount), reference));
            } else if (answer.error().code == ErrorCode::VersionConflict) {
                askConflict(refund, [dialog](const QString &text) {
                    if (dialog) {
                        dialog->tellConflict(text);
                    }
                });
            } else if (dialog) {
                dialog->tellFailure(answer.error());
            }
        }));
}

void RefundList::askConflict(const Refund &refund, std::function<void(const QString &)> tell)
{
    m_services.order(refund.orderId, whileAlive(this, [this, refund, tell](const Result<OrderRecord> &record) {
                         QString changes;
                         if (record) {
                             // The version that was seen was made by the last event up to its time.
                             qint64 seen = 0;
                             for (const OrderEvent &event : record->history) {
                                 seen = event.entityId == refund.id && event.at <= refund.updatedAt ? event.seq : seen;
                             }
                             changes = changesSince(seen, refund.id, *record);
                         }
                         tell(
                             changes.isEmpty()
                                 ? tr("Somebody else changed this refund meanwhile. Nothing was done; look at it again.")
                                 : tr("Meanwhile this refund was changed: %1. Nothing was done; look at it again.").arg(changes));
                     }));
}

} // namespace tidegate
