// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/orders/settle_dialog.h"

#include "core/sale/order_service.h"
#include "ui/common/question.h"

#include <QLineEdit>
#include <QRadioButton>

using namespace Qt::StringLiterals;

namespace tidegate {

SettleDialog::SettleDialog(const SettleQuestion &question, QWidget *parent)
    : FormDialog(question.title, tr("&Settle"), parent)
    , m_happened(new QRadioButton(question.happened))
    , m_absent(new QRadioButton(question.absent))
    , m_reference(new QLineEdit)
    , m_question(question)
{
    QLabel *text = plainLabel(question.text);
    text->setWordWrap(true);
    addWidget(text);
    auto *choices = new QWidget;
    auto *both = new QVBoxLayout(choices);
    both->setContentsMargins(0, 0, 0, 0);
    both->setSpacing(6);
    both->addWidget(m_happened);
    both->addWidget(m_absent);
    m_happened->setObjectName(u"happened"_s);
    m_absent->setObjectName(u"absent"_s);
    choices->setFocusProxy(m_happened);
    addField(u"found"_s, tr("What the provider's page says"), choices);
    m_reference->setMaxLength(int(OrderService::longestReference));
    addField(u"reference"_s, question.reference, m_reference);
    m_reference->setEnabled(false);
    connect(m_happened, &QRadioButton::toggled, this, [this](bool on) {
        setDirty();
        m_reference->setEnabled(on);
        if (on) {
            m_reference->setFocus();
        }
    });
    connect(m_absent, &QRadioButton::toggled, this, [this] { setDirty(); });
    connect(m_reference, &QLineEdit::textEdited, this, [this] { setDirty(); });
    m_happened->setFocus();
}

void SettleDialog::submit()
{
    const QString reference = m_reference->text().trimmed();
    if (!m_happened->isChecked() && !m_absent->isChecked()) {
        setFieldError(u"found"_s, tr("Look there first, then choose what you found."));
    } else if (m_happened->isChecked() && reference.isEmpty()) {
        setFieldError(u"reference"_s, tr("Give the reference that the provider's page shows."));
    }
    if (hasErrors()) {
        focusFirstError();
        return;
    }
    if (m_happened->isChecked()) {
        setBusy(true);
        Q_EMIT chosen(reference);
        return;
    }
    ask(this,
        {.title = tr("Are you sure that the provider has nothing of it?"),
         .text = m_question.warning,
         .action = tr("It &surely has nothing"),
         .risky = true},
        [this] {
            setBusy(true);
            Q_EMIT chosen({});
        });
}

void SettleDialog::tellFailure(const Error &error)
{
    setBusy(false);
    if (error.code == ErrorCode::Conflict && error.fields.empty()) {
        setFieldError(u"reference"_s, tr("This reference belongs to another order. Look again at the provider's page."));
        focusFirstError();
        return;
    }
    showRefusal(error);
}

void SettleDialog::tellConflict(const QString &text)
{
    setBusy(false);
    banner()->tell(Banner::Tone::Warning, text);
}

} // namespace tidegate
