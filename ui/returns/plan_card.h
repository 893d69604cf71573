// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rma/rma_decision.h"
#include "ui/common/widgets.h"
#include "ui/returns/decision_rows.h"

namespace tidegate {

/// What completing a return would do, before it is done.
class PlanCard : public Card
{
    Q_OBJECT

public:
    explicit PlanCard(QWidget *parent = nullptr);

    /// `rows`: what the plan was made for; they tell the tax and the shipping in it.
    void showPlan(const CompletionPlan &plan, const std::vector<DecisionRow> &rows);
    /// There is no plan, and why.
    void showProblem(const QString &why);
    /// The plan that is shown is not for what is chosen now.
    void showWaiting();

    /// All of it in sentences, for the question before it is done.
    [[nodiscard]] static QString planText(const CompletionPlan &plan);

private:
    void addLine(const QString &name, const QString &value, bool strong = false);
    void addWarning(const QString &text, bool bad);
    void clear();

    QVBoxLayout *m_lines;
    QLabel *m_state;
};

} // namespace tidegate
