// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/repair_form.h"

#include "ui/common/format.h"

#include <QComboBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr qsizetype longestNote = 1'000;

} // namespace

RepairForm::RepairForm(ReturnServices &services, const RmaDetails &details, QWidget *parent)
    : ReturnForm(services, details, tr("Finish a repair"), tr("Finish the &repair"), parent)
    , m_repair(new QComboBox)
    , m_repaired(new QRadioButton(tr("Re&paired")))
    , m_failed(new QRadioButton(tr("&Not repairable")))
    , m_note(new QPlainTextEdit)
    , m_consequence(mutedLabel({}))
{
    m_repair->setObjectName(u"repair"_s);
    m_repair->setAccessibleName(tr("Repair that has ended"));
    m_repaired->setObjectName(u"repaired"_s);
    m_failed->setObjectName(u"repairFailed"_s);
    m_note->setObjectName(u"repairNote"_s);
    m_note->setAccessibleName(tr("Note about the repair"));
    m_note->setTabChangesFocus(true);
    m_note->setMaximumHeight(fontMetrics().height() * 6);
    m_consequence->setWordWrap(true);
    QLabel *unit = plainLabel(tr("&Unit"));
    unit->setBuddy(m_repair);
    QLabel *note = plainLabel(tr("N&ote, required where it can't be repaired"));
    note->setBuddy(m_note);
    for (QWidget *widget : {static_cast<QWidget *>(unit), static_cast<QWidget *>(m_repair), static_cast<QWidget *>(m_repaired),
                            static_cast<QWidget *>(m_failed), static_cast<QWidget *>(m_consequence), static_cast<QWidget *>(note),
                            static_cast<QWidget *>(m_note)}) {
        body()->addWidget(widget);
    }
    body()->addStretch(1);
    connect(m_repair, &QComboBox::currentIndexChanged, this, &RepairForm::changed);
    connect(m_repaired, &QRadioButton::toggled, this, &RepairForm::changed);
    connect(m_failed, &QRadioButton::toggled, this, &RepairForm::changed);
    connect(m_note, &QPlainTextEdit::textChanged, this, &RepairForm::changed);
    showReturn(details);
    setFocusProxy(m_repaired);
}

void RepairForm::showReturn(const RmaDetails &details)
{
    const QString chosen = m_repair->currentData().toString();
    setDetails(details);
    setTitle(tr("Finish a repair of %1").arg(rma().summary.number));
    const QSignalBlocker quiet(m_repair);
    m_repair->clear();
    for (const RmaRepair &repair : rma().repairs) {
        if (repair.state == RepairState::Open) {
            m_repair->addItem(tr("%1, since %2", "SKU, time").arg(repair.sku, momentText(repair.openedAt)), repair.id);
        }
    }
    const int same = m_repair->findData(chosen);
    if (!chosen.isEmpty() && same < 0) {
        banner()->tell(Banner::Tone::Warning, tr("Somebody else finished the repair that was chosen here."));
    }
    m_repair->setCurrentIndex(std::max(0, same));
    changed();
}

bool RepairForm::isLegal() const
{
    const bool isChosen = m_repaired->isChecked() || m_failed->isChecked();
    const QString note = m_note->toPlainText().trimmed();
    return m_repair->count() > 0 && isChosen && note.size() <= longestNote && (m_repaired->isChecked() || !note.isEmpty());
}

void RepairForm::changed()
{
    touch();
    m_consequence->setText(m_repair->count() == 0 ? tr("No repair of this return is under way.")
                               : m_note->toPlainText().trimmed().size() > longestNote
                               ? tr("A note has at most %1 characters.").arg(countText(longestNote))
                               : m_repaired->isChecked() ? tr("The unit is sent back to the customer.")
                               : m_failed->isChecked()
                               ? tr("The unit goes into quarantine again, and finance decides anew what the customer gets.")
                               : QString());
    actionButton()->setEnabled(!isBusy() && isLegal());
}

bool RepairForm::hasEntries() const
{
    return !m_note->toPlainText().trimmed().isEmpty() || m_repaired->isChecked() || m_failed->isChecked();
}

void RepairForm::submit()
{
    const RepairResult result{m_repair->currentData().toString(), m_repaired->isChecked(), m_note->toPlainText().trimmed()};
    send([this, result](const ReturnWrite &write, Answer<RmaAnswer> answer) {
        services().finishRepair(write, result, std::move(answer));
    });
}

} // namespace tidegate
