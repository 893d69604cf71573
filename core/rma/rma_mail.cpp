// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rma/rma_mail.h"

#include "core/notify/mail_template.h"
#include "core/notify/mail_words.h"
#include "core/rma/rma_table.h"
#include "core/sale/order_store.h"
#include "core/sale/store_credit.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// What one step, at one time, carried out for single units.
struct CarriedOut {
    Money credit;
    QString replacementId;
    std::vector<MailItem> replaced;
    std::vector<MailItem> rejected;
    std::vector<MailItem> sentBack;
    std::vector<MailItem> repaired;
};

void addUnit(std::vector<MailItem> &items, const QString &name, const QString &note = {})
{
    const auto same =
        std::find_if(items.begin(), items.end(), [&](const MailItem &item) { return item.name == name && item.note == note; });
    if (same == items.end())
        items.push_back({1, name, note});
    else
        ++same->quantity;
}

/// Nothing was paid for it, or what was paid went back through the provider: of that, its refund tells.
bool isCredit(const Rma &rma, const RmaDisposition &disposition)
{
    const auto refund = std::find_if(rma.refunds.begin(), rma.refunds.end(),
                                     [&disposition](const Refund &known) { return known.id == disposition.refundId; });
    return refund != rma.refunds.end() && refund->method == u"store_credit";
}

void addDisposition(CarriedOut &done, const Rma &rma, const RmaLine &line, const RmaUnit &unit)
{
    const RmaDisposition &disposition = *unit.disposition;
    switch (disposition.kind) {
    case DispositionKind::Refund:
    case DispositionKind::StoreCredit: done.credit.amount += isCredit(rma, disposition) ? disposition.amount : 0; break;
    case DispositionKind::Replacement:
        done.replacementId = disposition.resultRef;
        addUnit(done.replaced, line.name);
        break;
    case DispositionKind::Repair: addUnit(done.repaired, line.name); break;
    case DispositionKind::Reject:
        addUnit(done.rejected, line.name, unit.inspection ? unit.inspection->reason : QString());
        if (unit.place == UnitPlace::Customer)
            addUnit(done.sentBack, line.name);
        break;
    }
}

CarriedOut carriedOutAt(const Rma &rma, UtcMillis time)
{
    CarriedOut done;
    done.credit = {0, rma.summary.value.currency};
    for (const RmaLine &line : rma.lines) {
        for (const RmaUnit &unit : line.units) {
            if (unit.disposition && unit.disposition->state == DispositionState::Done && unit.disposition->doneAt == time)
                addDisposition(done, rma, line, unit);
        }
    }
    return done;
}

QString lineNames(const Rma &rma, qint64 (*quantity)(const RmaLine &))
{
    std::vector<MailItem> items;
    for (const RmaLine &line : rma.lines)
        items.push_back({quantity(line), line.name});
    return itemsInMail(items);
}

/// Writes the mails about one return.
class ReturnMails
{
public:
    ReturnMails(WriteTransaction &transaction, const RmaContext &context, const Rma &rma)
        : m_transaction(transaction)
        , m_context(context)
        , m_rma(rma)
        , m_language(orderLanguage(transaction, rma.summary.orderId))
    {
    }

    void submitted()
    {
        if (m_rma.summary.state == RmaState::Approved)
            approved();
        else
            queue(MailKind::ReturnSubmitted);
    }
    void approved()
    {
        queue(MailKind::ReturnApproved, {{u"return.send_by"_s, dayInMail(m_rma.expiresAt.value_or(0), m_language)}});
    }
    void withReason(MailKind kind) { queue(kind, {{u"return.reason"_s, m_rma.reason}}); }
    void expired() { queue(MailKind::ReturnExpired); }

    /// A parcel, what is given up, or both: two mails then, so that each says its own whatever an admin made of the other's text.
    void received()
    {
        const QString parcel = inLastReceipt(&RmaReceiptLine::quantity);
        if (!parcel.isEmpty()) {
            const QString open =
                lineNames(m_rma, [](const RmaLine &line) { return line.approved - line.received - line.missing; });
            queue(MailKind::ReturnReceived, {{u"parcel.items"_s, parcel}, {u"return.open"_s, open}});
        }
        if (const QString missing = inLastReceipt(&RmaReceiptLine::missing); !missing.isEmpty())
            queue(MailKind::ReturnMissing, {{u"missing.items"_s, missing}});
    }

    void carriedOut()
    {
        const CarriedOut done = carriedOutAt(m_rma, m_transaction.now());
        if (done.credit.amount > 0)
            credited(done.credit);
        if (!done.replaced.empty())
            queue(MailKind::ReturnReplaced,
                  {{u"replacement.number"_s, done.replacementId}, {u"replacement.items"_s, itemsInMail(done.replaced)}});
        if (!done.rejected.empty())
            queue(MailKind::ReturnRejected,
                  {{u"rejected.items"_s, itemsInMail(done.rejected)}, {u"sent_back.items"_s, itemsInMail(done.sentBack)}});
        if (!done.repaired.empty())
            queue(MailKind::ReturnRepaired, {{u"repaired.items"_s, itemsInMail(done.repaired)}});
    }

    void refunded(const Money &amount)
    {
        queue(MailKind::ReturnRefunded, {{u"refund.amount"_s, moneyInMail(amount, m_language)}});
    }

    void noted(const QString &body) { queue(MailKind::ReturnNote, {{u"note.body"_s, body}}); }

private:
    [[nodiscard]] QString inLastReceipt(qint64 RmaReceiptLine::*count) const
    {
        std::vector<MailItem> items;
        if (!m_rma.receipts.empty()) {
            for (const RmaReceiptLine &told : m_rma.receipts.back().lines) {
                const RmaLine *const line = m_rma.line(told.lineId);
                items.push_back({told.*count, line ? line->name : QString()});
            }
        }
        return itemsInMail(items);
    }

    void credited(const Money &amount)
    {
        Money balance{0, amount.currency};
        for (const Money &known : creditBalances(m_transaction, m_rma.summary.shopperId)) {
            if (known.currency == amount.currency)
                balance = known;
        }
        queue(MailKind::ReturnCredited,
              {{u"credit.amount"_s, moneyInMail(amount, m_language)}, {u"credit.balance"_s, moneyInMail(balance, m_language)}});
    }

    void queue(MailKind kind, MailValues values = {})
    {
        values.insert(u"return.number"_s, m_rma.summary.number);
        values.insert(u"order.number"_s, m_rma.summary.orderId);
        values.insert(u"return.items"_s, lineNames(m_rma, [](const RmaLine &line) { return line.quantity; }));
        queueCustomerMail(m_transaction, {kind, m_rma.summary.email, m_language, values}, m_context.clock, m_context.random);
    }

    WriteTransaction &m_transaction;
    const RmaContext &m_context;
    const Rma &m_rma;
    const QString m_language;
};

} // namespace

void mailStep(WriteTransaction &transaction, const RmaContext &context, RmaStep step, const Rma &rma)
{
    if (rma.summary.email.isEmpty())
        return;
    ReturnMails mails(transaction, context, rma);
    switch (step) {
    case RmaStep::Submit: mails.submitted(); break;
    case RmaStep::Approve: mails.approved(); break;
    case RmaStep::Decline: mails.withReason(MailKind::ReturnDeclined); break;
    case RmaStep::Cancel: mails.withReason(MailKind::ReturnCancelled); break;
    case RmaStep::Expire: mails.expired(); break;
    case RmaStep::Receive: mails.received(); break;
    case RmaStep::Complete:
    case RmaStep::Repair: mails.carriedOut(); break;
    case RmaStep::Validate:
    case RmaStep::Send:
    case RmaStep::Inspect:
    case RmaStep::Decide:
    case RmaStep::Settle:
    case RmaStep::Retry:
    case RmaStep::Reopen: break;
    }
}

void mailReturnRefund(WriteTransaction &transaction, const RmaContext &context, const Refund &refund)
{
    const auto rma =
        refund.rmaId.isEmpty() || refund.state != RefundState::Settled ? std::nullopt : findRma(transaction, refund.rmaId);
    if (rma && !rma->summary.email.isEmpty())
        ReturnMails(transaction, context, *rma).refunded(refund.amount);
}

void mailReturnNote(WriteTransaction &transaction, const RmaContext &context, const Rma &rma, const RmaNote &note)
{
    if (note.visibility == NoteVisibility::Customer && !rma.summary.email.isEmpty())
        ReturnMails(transaction, context, rma).noted(note.body);
}

} // namespace tidegate
