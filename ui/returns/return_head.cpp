// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/return_head.h"

#include "ui/common/alive.h"
#include "ui/common/flow_layout.h"
#include "ui/common/format.h"
#include "ui/common/icon.h"
#include "ui/orders/order_texts.h"
#include "ui/returns/return_conflict.h"
#include "ui/returns/return_step_dialog.h"
#include "ui/returns/return_texts.h"

#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

QStringList factsOf(const Rma &rma)
{
    const RmaSummary &summary = rma.summary;
    QStringList facts{summary.email.isEmpty() ? ReturnHead::tr("Customer %1").arg(summary.shopperId) : summary.email,
                      ReturnHead::tr("order %1").arg(summary.orderId),
                      ReturnHead::tr("%Ln unit(s)", nullptr, plural(summary.units)),
                      ReturnHead::tr("worth %1").arg(moneyText(summary.value))};
    if (rma.byStaff) {
        facts += ReturnHead::tr("made by support");
    }
    if (!rma.tracking.isEmpty()) {
        facts += ReturnHead::tr("parcel %1").arg(rma.tracking);
    }
    if (rma.expiresAt && summary.state == RmaState::Approved) {
        facts += ReturnHead::tr("expires %1").arg(momentText(*rma.expiresAt));
    }
    if (!rma.reason.isEmpty()) {
        facts += ReturnHead::tr("reason: %1").arg(rma.reason);
    }
    return facts;
}

} // namespace

ReturnHead::ReturnHead(ReturnServices &services, const Clock &clock, Banner &banner, ReturnConflict &conflict, QWidget *parent)
    : Card({}, parent)
    , m_services(services)
    , m_clock(clock)
    , m_banner(banner)
    , m_conflict(conflict)
    , m_facts(new ElidedLabel)
{
    body()->addLayout(buildState());
    body()->addWidget(m_facts);
    body()->addLayout(buildButtons());
}

QLayout *ReturnHead::buildState()
{
    m_stateIcon = new IconView(16);
    m_state = plainLabel({});
    m_state->setObjectName(u"returnState"_s);
    scaleFont(m_state, 1.1, true);
    m_dueIcon = new IconView(16);
    m_due = plainLabel({});
    auto *state = new QHBoxLayout;
    state->setSpacing(8);
    state->addWidget(m_stateIcon);
    state->addWidget(m_state);
    state->addSpacing(16);
    state->addWidget(m_dueIcon);
    state->addWidget(m_due);
    state->addStretch();
    return state;
}

QLayout *ReturnHead::buildButtons()
{
    auto *buttons = new FlowLayout(8, 6);
    const std::pair<RmaStep, QPushButton *> steps[] = {{RmaStep::Validate, iconButton(u"good"_s, tr("Val&idate"))},
                                                       {RmaStep::Approve, iconButton(u"good"_s, tr("A&pprove"))},
                                                       {RmaStep::Decline, iconButton(u"close"_s, tr("&Decline…"))},
                                                       {RmaStep::Cancel, iconButton(u"remove"_s, tr("&Cancel…"))},
                                                       {RmaStep::Send, iconButton(u"send"_s, tr("Parcel is on its &way…"))}};
    for (const auto &[step, button] : steps) {
        m_steps.emplace_back(step, button);
        buttons->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, wanted = step] { begin(wanted); });
    }
    QPushButton *order = iconButton(u"orders"_s, tr("Ord&er"));
    order->setToolTip(tr("The order of which this is a return"));
    m_customer = iconButton(u"search"_s, tr("Returns of this custo&mer"));
    QPushButton *slip = iconButton(u"file"_s, tr("Return s&lip…"));
    slip->setToolTip(tr("To print, for the customer's parcel"));
    for (QPushButton *button : {order, m_customer, slip}) {
        buttons->addWidget(button);
    }
    connect(order, &QPushButton::clicked, this, &ReturnHead::orderWanted);
    connect(m_customer, &QPushButton::clicked, this, &ReturnHead::customerWanted);
    connect(slip, &QPushButton::clicked, this, &ReturnHead::slipWanted);
    return buttons;
}

void ReturnHead::showReturn(const RmaDetails &details)
{
    if (m_details && m_details->rma.summary.id != details.rma.summary.id) {
        m_asked.clear();
    }
    m_details = details;
    const RmaSummary &summary = details.rma.summary;
    m_stateIcon->setIcon(returnStateIcon(summary.state));
    m_state->setText(returnStateText(summary.state));
    tellDue(summary, m_clock.utc());
    m_facts->setText(factsOf(details.rma).join(u" · "_s));
    m_customer->setVisible(!summary.email.isEmpty());
    allowSteps();
}

void ReturnHead::tellDue(const RmaSummary &summary, UtcMillis now)
{
    const bool late = isOverdue(summary, now);
    m_dueIcon->setVisible(summary.dueAt.has_value());
    m_due->setVisible(summary.dueAt.has_value());
    m_dueIcon->setIcon(late ? themedIcon(u"warning"_s, IconTone::Bad) : themedIcon(u"clock"_s, IconTone::Muted));
    m_due->setForegroundRole(late ? QPalette::BrightText : QPalette::PlaceholderText);
    const QString who = returnQueueText(ruleOf(summary.state).queue);
    m_due->setText(late ? tr("%1: %2", "who, overdue by how long").arg(who, dueText(summary, now))
                        : tr("%1: due %2", "who, in how long").arg(who, dueText(summary, now)));
    m_due->setToolTip(summary.dueAt ? momentText(*summary.dueAt) : QString());
}

void ReturnHead::allowSteps()
{
    const RmaState state = m_details->rma.summary.state;
    const std::vector<RmaStep> legal = legalSteps(state);
    for (const auto &[step, button] : m_steps) {
        const QString obstacle = stepObstacle(m_services.signedIn(), state, step);
        button->setVisible(std::find(legal.begin(), legal.end(), step) != legal.end());
        button->setEnabled(!m_busy && obstacle.isEmpty());
        button->setToolTip(obstacle);
    }
}

void ReturnHead::begin(RmaStep step)
{
    m_banner.clear();
    if (step == RmaStep::Decline || step == RmaStep::Cancel || step == RmaStep::Send) {
        openDialog(step);
    } else {
        take(step, {});
    }
}

void ReturnHead::openDialog(RmaStep step)
{
    m_dialog = new ReturnStepDialog(step, tr("return %1").arg(m_details->rma.summary.number), window());
    auto *conflict = new ReturnConflict(m_services, m_dialog->messages(), m_dialog);
    conflict->setObjectName(u"conflict"_s);
    connect(conflict, &ReturnConflict::newerWanted, this, &ReturnHead::newerWanted);
    connect(m_dialog, &ReturnStepDialog::entered, this, [this, step](const QString &text) { take(step, text); });
    m_dialog->open();
}

ReturnWrite ReturnHead::writeFor(RmaStep step, const QString &text)
{
    const RmaSummary &summary = m_details->rma.summary;
    const QString asked = u"%1 %2 %3 %4"_s.arg(summary.id, rmaStepName(step)).arg(summary.version).arg(text);
    if (m_asked != asked) {
        m_asked = asked;
        m_key = m_services.newKey();
    }
    return {summary.id, summary.version, m_key};
}

void ReturnHead::take(RmaStep step, const QString &text)
{
    setBusy(true);
    const ReturnWrite write = writeFor(step, text);
    const auto answer = whileAlive(this, [this, step, known = *m_details](const Result<RmaAnswer> &result) {
        setBusy(false);
        takeAnswer(step, known, result);
    });
    switch (step) {
    case RmaStep::Validate: m_services.validateReturn(write, answer); break;
    case RmaStep::Approve: m_services.approveReturn(write, answer); break;
    case RmaStep::Decline: m_services.declineReturn(write, text, answer); break;
    case RmaStep::Cancel: m_services.cancelReturn(write, text, answer); break;
    default: m_services.sendReturn(write, text, answer); break;
    }
}

void ReturnHead::takeAnswer(RmaStep step, const RmaDetails &known, const Result<RmaAnswer> &answer)
{
    if (answer) {
        if (m_dialog) {
            m_dialog->finish();
        }
        Q_EMIT told(Banner::Tone::Good, returnNowText(answer->rma.summary));
        Q_EMIT changed();
        return;
    }
    const bool stale = answer.error().code == ErrorCode::VersionConflict;
    if (m_dialog && stale) {
        m_dialog->again();
        m_dialog->findChild<ReturnConflict *>(u"conflict"_s)->tell(known);
    } else if (m_dialog) {
        m_dialog->refuse(answer.error());
    } else if (stale) {
        m_conflict.tell(known);
    } else {
        const QString text = tr("Return %1 was not changed (%2). %3", "number, step, why")
                                 .arg(known.rma.summary.number, returnStepText(step), stepRefusalText(answer.error()));
        if (m_details->rma.summary.id == known.rma.summary.id) {
            m_banner.tell(Banner::Tone::Bad, text);
        } else {
            Q_EMIT told(Banner::Tone::Bad, text);
        }
    }
}

void ReturnHead::setBusy(bool busy)
{
    m_busy = busy;
    allowSteps();
}

} // namespace tidegate
