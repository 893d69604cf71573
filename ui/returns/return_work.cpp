// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/return_work.h"

#include "ui/common/question.h"
#include "ui/returns/attention_form.h"
#include "ui/returns/decide_form.h"
#include "ui/returns/inspect_form.h"
#include "ui/returns/inspection_draft.h"
#include "ui/returns/receive_form.h"
#include "ui/returns/repair_form.h"
#include "ui/returns/return_conflict.h"
#include "ui/returns/return_texts.h"

#include <QButtonGroup>
#include <QPushButton>

#include <algorithm>

namespace tidegate {

namespace {

QString workText(ReturnWork work, RmaState state)
{
    switch (work) {
    case ReturnWork::Receive: return ReturnWorkRoom::tr("Receive");
    case ReturnWork::Attention:
        return state == RmaState::Attention ? ReturnWorkRoom::tr("What failed") : ReturnWorkRoom::tr("Reopen");
    case ReturnWork::Decide: return ReturnWorkRoom::tr("Decide and complete");
    case ReturnWork::Inspect:
        return state == RmaState::Received ? ReturnWorkRoom::tr("Inspect") : ReturnWorkRoom::tr("Inspect again");
    case ReturnWork::Repair: break;
    }
    return ReturnWorkRoom::tr("End a repair");
}

} // namespace

std::vector<ReturnWork> returnWork(const RmaDetails &details, const std::optional<StaffActor> &actor)
{
    const Rma &rma = details.rma;
    const auto may = [&](RmaStep step) { return stepObstacle(actor, rma.summary.state, step).isEmpty(); };
    const bool repairing = std::any_of(rma.repairs.begin(), rma.repairs.end(),
                                       [](const RmaRepair &repair) { return repair.state == RepairState::Open; });
    std::vector<ReturnWork> works;
    if (may(RmaStep::Receive)) {
        works.push_back(ReturnWork::Receive);
    }
    if (may(RmaStep::Retry) || may(RmaStep::Reopen)) {
        works.push_back(ReturnWork::Attention);
    }
    if (may(RmaStep::Decide)) {
        works.push_back(ReturnWork::Decide);
    }
    if (may(RmaStep::Inspect) && !inspectionDrafts(rma).empty()) {
        works.push_back(ReturnWork::Inspect);
    }
    if (repairing && may(RmaStep::Repair)) {
        works.push_back(ReturnWork::Repair);
    }
    return works;
}

ReturnWorkRoom::ReturnWorkRoom(ReturnServices &services, ReturnUpload &upload, ReturnConflict &conflict, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_upload(upload)
    , m_conflict(conflict)
    , m_room(new QVBoxLayout(this))
    , m_choice(new QHBoxLayout)
    , m_buttons(new QButtonGroup(this))
{
    m_choice->setSpacing(8);
    m_room->setContentsMargins(0, 8, 0, 0);
    m_room->addLayout(m_choice);
}

QString ReturnWorkRoom::title() const
{
    return m_form ? workText(m_work, m_details->rma.summary.state) : QString();
}

void ReturnWorkRoom::clear()
{
    dropForm();
    m_works.clear();
    m_details.reset();
}

void ReturnWorkRoom::showReturn(const RmaDetails &details)
{
    m_details = details;
    const std::vector<ReturnWork> works = returnWork(details, m_services.signedIn());
    const bool offered = std::find(works.begin(), works.end(), m_work) != works.end();
    const bool keep = m_form && (m_form->hasUnsaved() || offered);
    if (works != m_works) {
        m_works = works;
        offer(works);
    }
    if (keep) {
        refreshForm();
    } else if (works.empty()) {
        dropForm();
    } else {
        openForm(works.front());
    }
    Q_EMIT titleChanged();
}

void ReturnWorkRoom::showNewer(const RmaDetails &newer)
{
    if (m_form) {
        m_formDetails = newer;
        m_form->showReturn(newer);
    }
}

/// A form in which something was entered says what changed, and goes on with the newer return when its user looks again.
void ReturnWorkRoom::refreshForm()
{
    m_form->showAttachments(m_details->rma.attachments);
    const qint64 version = m_details->rma.summary.version;
    if (m_formDetails->rma.summary.version == version) {
        return;
    }
    if (!m_form->hasUnsaved()) {
        showNewer(*m_details);
    } else if (m_toldVersion != version && !m_form->isBusy()) {
        m_toldVersion = version;
        m_conflict.tell(*m_formDetails, *m_details);
    }
}

void ReturnWorkRoom::offer(const std::vector<ReturnWork> &works)
{
    while (QLayoutItem *item = m_choice->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    if (works.size() < 2) {
        return;
    }
    for (const ReturnWork work : works) {
        auto *button = textButton(workText(work, m_details->rma.summary.state));
        button->setCheckable(true);
        m_buttons->addButton(button, int(work));
        m_choice->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, work] { choose(work); });
    }
    m_choice->addStretch();
    checkShown();
}

/// None is checked where the form that is kept is of a work that is not offered any more.
void ReturnWorkRoom::checkShown()
{
    m_buttons->setExclusive(false);
    for (QAbstractButton *button : m_buttons->buttons()) {
        button->setChecked(m_buttons->id(button) == int(m_work));
    }
    m_buttons->setExclusive(true);
}

void ReturnWorkRoom::choose(ReturnWork work)
{
    if (work == m_work) {
        return;
    }
    if (hasUnsaved()) {
        checkShown(); // until the user agrees
        askToDiscard(this, [this, work] { openOffered(work); });
    } else {
        openOffered(work);
    }
}

void ReturnWorkRoom::openOffered(ReturnWork work)
{
    if (m_works.empty()) {
        dropForm();
    } else {
        openForm(std::find(m_works.begin(), m_works.end(), work) != m_works.end() ? work : m_works.front());
    }
    Q_EMIT titleChanged();
}

void ReturnWorkRoom::openForm(ReturnWork work)
{
    dropForm();
    m_work = work;
    m_formDetails = m_details;
    m_form = makeForm(work);
    m_room->addWidget(m_form, 1);
    checkShown();
    connect(m_form, &ReturnForm::done, this, [this](const RmaAnswer &answer) {
        dropForm();
        Q_EMIT done(answer);
    });
    connect(m_form, &ReturnForm::conflict, this, [this] {
        m_toldVersion = 0;
        m_conflict.tell(*m_formDetails);
    });
    connect(m_form, &ReturnForm::closed, this, [this] {
        openOffered(m_work);
        Q_EMIT closed();
    });
}

ReturnForm *ReturnWorkRoom::makeForm(ReturnWork work) const
{
    switch (work) {
    case ReturnWork::Receive: return new ReceiveForm(m_services, *m_details);
    case ReturnWork::Attention: return new AttentionForm(m_services, *m_details);
    case ReturnWork::Decide: return new DecideForm(m_services, *m_details);
    case ReturnWork::Inspect: return new InspectForm(m_services, m_upload, *m_details);
    case ReturnWork::Repair: break;
    }
    return new RepairForm(m_services, *m_details);
}

void ReturnWorkRoom::dropForm()
{
    if (m_form) {
        m_form->hide();
        m_form->deleteLater();
        m_form.clear();
    }
    m_formDetails.reset();
    m_toldVersion = 0;
}

} // namespace tidegate
