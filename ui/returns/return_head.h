// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/return_services.h"

#include <QPointer>

namespace tidegate {

class ReturnConflict;
class ReturnStepDialog;

/// What a return is and whose turn it is, with the steps that support takes.
class ReturnHead : public Card
{
    Q_OBJECT

public:
    /// All outlive this. `conflict` tells in `banner` what others did meanwhile; `banner` tells also what was refused.
    ReturnHead(ReturnServices &services, const Clock &clock, Banner &banner, ReturnConflict &conflict, QWidget *parent = nullptr);

    void showReturn(const RmaDetails &details);

Q_SIGNALS:
    void orderWanted();
    void customerWanted();
    void slipWanted();
    void told(Banner::Tone tone, const QString &text);
    /// Others changed it meanwhile, and the user looks at what they made of it.
    void newerWanted(const tidegate::RmaDetails &newer);
    /// A step was taken.
    void changed();

private:
    [[nodiscard]] QLayout *buildState();
    [[nodiscard]] QLayout *buildButtons();
    void tellDue(const RmaSummary &summary, UtcMillis now);
    void allowSteps();
    void begin(RmaStep step);
    void openDialog(RmaStep step);
    void take(RmaStep step, const QString &text);
    void takeAnswer(RmaStep step, const RmaDetails &known, const Result<RmaAnswer> &answer);
    [[nodiscard]] ReturnWrite writeFor(RmaStep step, const QString &text);
    void setBusy(bool busy);

    ReturnServices &m_services;
    const Clock &m_clock;
    Banner &m_banner;
    ReturnConflict &m_conflict;
    std::optional<RmaDetails> m_details;
    IconView *m_stateIcon = nullptr;
    QLabel *m_state = nullptr;
    IconView *m_dueIcon = nullptr;
    QLabel *m_due = nullptr;
    ElidedLabel *m_facts;
    QPushButton *m_customer = nullptr;
    std::vector<std::pair<RmaStep, QPushButton *>> m_steps;
    QPointer<ReturnStepDialog> m_dialog;
    QString m_asked; ///< what m_key was made for
    QString m_key;
    bool m_busy = false;
};

} // namespace tidegate
