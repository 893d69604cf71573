// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/return_services.h"
#include "ui/returns/return_form.h"

#include <QPointer>
#include <QWidget>

class QButtonGroup;
class QHBoxLayout;
class QVBoxLayout;

namespace tidegate {

class ReturnConflict;
class ReturnUpload;

/// Where the warehouse and finance work on a return.
enum class ReturnWork { Receive, Attention, Decide, Inspect, Repair };

/// What whoever is signed in can do with the return as it is now, what is due first.
std::vector<ReturnWork> returnWork(const RmaDetails &details, const std::optional<StaffActor> &actor);

/// The work on a return: the form of what is due first, and a choice where more is.
class ReturnWorkRoom : public QWidget
{
    Q_OBJECT

public:
    /// All outlive this. `upload` adds photos; `conflict` tells what others did meanwhile, and newerWanted() is to bring showNewer().
    ReturnWorkRoom(ReturnServices &services, ReturnUpload &upload, ReturnConflict &conflict, QWidget *parent = nullptr);

    /// Also the same one as it is now: what was entered stays.
    void showReturn(const RmaDetails &details);
    /// The form goes on with what others made of the return.
    void showNewer(const RmaDetails &newer);
    void clear();
    [[nodiscard]] bool hasUnsaved() const { return m_form && m_form->hasUnsaved(); }
    /// What the work that is shown is called; empty: there is none.
    [[nodiscard]] QString title() const;

Q_SIGNALS:
    void titleChanged();
    void done(const tidegate::RmaAnswer &answer);
    /// The user leaves the form, which begins anew.
    void closed();

private:
    void refreshForm();
    void offer(const std::vector<ReturnWork> &works);
    void checkShown();
    void choose(ReturnWork work);
    /// What is due first where `work` is not offered any more.
    void openOffered(ReturnWork work);
    void openForm(ReturnWork work);
    [[nodiscard]] ReturnForm *makeForm(ReturnWork work) const;
    void dropForm();

    ReturnServices &m_services;
    ReturnUpload &m_upload;
    ReturnConflict &m_conflict;
    std::optional<RmaDetails> m_details;
    QVBoxLayout *m_room;
    QHBoxLayout *m_choice;
    QButtonGroup *m_buttons;
    std::vector<ReturnWork> m_works; ///< that are offered
    QPointer<ReturnForm> m_form;
    ReturnWork m_work = ReturnWork::Receive;
    std::optional<RmaDetails> m_formDetails; ///< as the form knows it
    qint64 m_toldVersion = 0;                ///< about which the form's user was told
};

} // namespace tidegate
