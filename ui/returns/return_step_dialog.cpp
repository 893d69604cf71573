// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/return_step_dialog.h"

#include "ui/returns/return_texts.h"

#include <QLineEdit>
#include <QPlainTextEdit>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int longestReason = 1'000;
constexpr int longestTracking = 100;

QString titleOf(RmaStep step, const QString &what)
{
    switch (step) {
    case RmaStep::Decline: return ReturnStepDialog::tr("Decline %1").arg(what);
    case RmaStep::Cancel: return ReturnStepDialog::tr("Cancel %1").arg(what);
    default: return ReturnStepDialog::tr("The parcel of %1 is on its way").arg(what);
    }
}

QString actionOf(RmaStep step)
{
    switch (step) {
    case RmaStep::Decline: return ReturnStepDialog::tr("&Decline");
    case RmaStep::Cancel: return ReturnStepDialog::tr("&Cancel the return");
    default: return ReturnStepDialog::tr("&Mark as sent");
    }
}

QString consequenceOf(RmaStep step)
{
    switch (step) {
    case RmaStep::Decline:
        return ReturnStepDialog::tr(
            "The customer is told why. This can't be undone, but the units can be put into a new return.");
    case RmaStep::Cancel: return ReturnStepDialog::tr("This can't be undone, but the units can be put into a new return.");
    default: return ReturnStepDialog::tr("From now on the warehouse waits for it, and the return does not expire any more.");
    }
}

} // namespace

ReturnStepDialog::ReturnStepDialog(RmaStep step, const QString &what, QWidget *parent)
    : FormDialog(titleOf(step, what), actionOf(step), parent)
    , m_step(step)
{
    QLabel *consequence = plainLabel(consequenceOf(step));
    consequence->setWordWrap(true);
    addWidget(consequence);
    if (step == RmaStep::Send) {
        m_tracking = new QLineEdit;
        m_tracking->setMaxLength(longestTracking);
        addField(u"tracking"_s, tr("&Tracking number (may stay empty)"), m_tracking);
        connect(m_tracking, &QLineEdit::textEdited, this, [this] { setDirty(); });
        m_tracking->setFocus();
        return;
    }
    m_reason = new QPlainTextEdit;
    m_reason->setTabChangesFocus(true);
    m_reason->setFixedHeight(fontMetrics().lineSpacing() * 5);
    addField(u"reason"_s, step == RmaStep::Decline ? tr("&Reason, for the customer") : tr("&Reason (may stay empty)"), m_reason);
    connect(m_reason, &QPlainTextEdit::textChanged, this, [this] { setDirty(); });
    m_reason->setFocus();
}

QString ReturnStepDialog::text() const
{
    return (m_reason ? m_reason->toPlainText() : m_tracking->text()).trimmed();
}

void ReturnStepDialog::submit()
{
    if (m_step == RmaStep::Decline && text().isEmpty()) {
        setFieldError(u"reason"_s, tr("The customer is told why: give a reason."));
    } else if (text().size() > longestReason) {
        setFieldError(u"reason"_s, tr("A reason has at most %Ln characters.", nullptr, longestReason));
    }
    if (hasErrors()) {
        focusFirstError();
        return;
    }
    setBusy(true);
    Q_EMIT entered(text());
}

void ReturnStepDialog::finish()
{
    setBusy(false);
    accept();
}

void ReturnStepDialog::refuse(const Error &error)
{
    setBusy(false);
    if (error.code == ErrorCode::InvalidRequest) {
        showRefusal(error);
    } else {
        banner()->tell(Banner::Tone::Bad, stepRefusalText(error));
    }
}

void ReturnStepDialog::again()
{
    setBusy(false);
}

} // namespace tidegate
