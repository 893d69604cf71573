// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/attention_form.h"

#include "ui/common/format.h"
#include "ui/common/icon.h"
#include "ui/common/question.h"

#include <QPlainTextEdit>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr qsizetype longestNote = 2'000;

} // namespace

AttentionForm::AttentionForm(ReturnServices &services, const RmaDetails &details, QWidget *parent)
    : ReturnForm(services, details, tr("Needs attention"), tr("Re&open"), parent)
    , m_failures(new QVBoxLayout)
    , m_failureCard(new Card(tr("What failed")))
    , m_note(new QPlainTextEdit)
    , m_retry(iconButton(u"refresh"_s, tr("&Try again…")))
{
    m_note->setObjectName(u"reopenNote"_s);
    m_note->setAccessibleName(tr("Why it is opened again"));
    m_note->setTabChangesFocus(true);
    m_note->setMaximumHeight(fontMetrics().height() * 6);
    QLabel *label = plainLabel(tr("To decide otherwise &open it again, and say why"));
    label->setBuddy(m_note);
    m_failures->setSpacing(6);
    m_failureCard->body()->addLayout(m_failures);
    body()->addWidget(m_failureCard);
    body()->addWidget(label);
    body()->addWidget(m_note);
    body()->addStretch(1);
    addButton(m_retry);
    connect(m_retry, &QPushButton::clicked, this, &AttentionForm::retry);
    connect(m_note, &QPlainTextEdit::textChanged, this, &AttentionForm::changed);
    showReturn(details);
    setFocusProxy(m_note);
}

void AttentionForm::showReturn(const RmaDetails &details)
{
    setDetails(details);
    const bool failed = rma().summary.state == RmaState::Attention;
    setTitle(failed ? tr("%1 needs attention").arg(rma().summary.number) : tr("Open %1 again").arg(rma().summary.number));
    m_failureCard->setVisible(failed);
    m_retry->setVisible(failed);
    listFailures();
    changed();
}

void AttentionForm::listFailures()
{
    while (QLayoutItem *item = m_failures->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const Refund &refund : rma().refunds) {
        if (refund.state == RefundState::Failed) {
            const QString doubt = refund.inDoubt
                ? tr("It is not certain that nothing went back: look it up at the provider before anything else is given.")
                : QString();
            addFailure(tr("The refund of %1 failed after %Ln attempt(s).", nullptr, plural(refund.attempts))
                           .arg(moneyText(refund.amount)),
                       refund.problem.isEmpty() ? doubt : refund.problem + u' ' + doubt);
        }
    }
    for (const RmaRepair &repair : rma().repairs) {
        if (repair.state == RepairState::Failed) {
            addFailure(tr("%1 could not be repaired.").arg(repair.sku), repair.note);
        }
    }
}

void AttentionForm::addFailure(const QString &what, const QString &why)
{
    auto *line = new QWidget;
    auto *layout = new QHBoxLayout(line);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    auto *icon = new IconView(16);
    icon->setIcon(themedIcon(u"bad"_s, IconTone::Bad));
    QLabel *text = plainLabel(why.trimmed().isEmpty() ? what : what + u'\n' + why.trimmed());
    text->setWordWrap(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(icon, 0, Qt::AlignTop);
    layout->addWidget(text, 1);
    m_failures->addWidget(line);
}

void AttentionForm::changed()
{
    touch();
    const qsizetype length = m_note->toPlainText().trimmed().size();
    actionButton()->setEnabled(!isBusy() && length > 0 && length <= longestNote);
    actionButton()->setToolTip(length == 0                ? tr("Say why first.")
                                   : length > longestNote ? tr("A note has at most %1 characters.").arg(countText(longestNote))
                                                          : tr("Ctrl+Enter"));
}

void AttentionForm::retry()
{
    if (isBusy()) {
        return;
    }
    ask(this,
        {.title = tr("Try again what failed?"),
         .text = tr(
             "Refunds are sent again under the same number, so that the customer is never paid twice. Failed repairs begin anew."),
         .action = tr("&Try again")},
        [this] {
            touch();
            send(
                [this](const ReturnWrite &write, Answer<RmaAnswer> answer) { services().retryReturn(write, std::move(answer)); });
        });
}

bool AttentionForm::hasEntries() const
{
    return !m_note->toPlainText().trimmed().isEmpty();
}

void AttentionForm::submit()
{
    send([this, note = m_note->toPlainText().trimmed()](const ReturnWrite &write, Answer<RmaAnswer> answer) {
        services().reopenReturn(write, note, std::move(answer));
    });
}

} // namespace tidegate
