// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/returns/decision_rows.h"
#include "ui/returns/return_form.h"

#include <QTimer>

class QComboBox;
class QLineEdit;
class QScrollArea;

namespace tidegate {

class PlanCard;

/// What the customer gets for each unit, one by one or for all at once, with what that comes to in money beside it before it happens. What is chosen
/// can be saved without completing the return; completing saves it first.
class DecideForm : public ReturnForm
{
    Q_OBJECT

public:
    DecideForm(ReturnServices &services, const RmaDetails &details, QWidget *parent = nullptr);

    void showReturn(const RmaDetails &details) override;

protected:
    [[nodiscard]] bool hasEntries() const override;
    void submit() override;
    [[nodiscard]] QString refusalText(const Error &error) const override;

private:
    struct RowWidgets {
        QComboBox *kind = nullptr;
        QLineEdit *fee = nullptr;
        QLabel *remark = nullptr;
        bool feeIsWrong = false;
    };

    [[nodiscard]] QLayout *buildForAll();
    [[nodiscard]] QWidget *buildRows();
    void fillRows();
    void addRow(class QGridLayout *grid, int line, std::size_t index);
    void choose(std::size_t index);
    void readFee(std::size_t index);
    void tellRemark(std::size_t index);
    void decideAll();
    void changed();
    void askPlan();
    void takePlan(const Result<CompletionPlan> &plan);
    void allow();
    [[nodiscard]] QString obstacleToCompleting() const;
    [[nodiscard]] bool hasWrongFee() const;
    [[nodiscard]] bool canSave() const;
    void save();
    void saveAndComplete();
    void complete();

    std::vector<DecisionRow> m_rows;
    std::vector<RowWidgets> m_widgets; ///< by m_rows
    std::optional<CompletionPlan> m_plan;
    bool m_savedHere = false; ///< the decision is saved, completing has not succeeded
    QTimer m_previewTimer;
    quint64 m_previewNumber = 0; ///< of the preview that was asked for last
    QComboBox *m_allKind = nullptr;
    QLineEdit *m_allFee = nullptr;
    QPushButton *m_applyAll = nullptr;
    QScrollArea *m_area = nullptr;
    PlanCard *m_planCard = nullptr;
    QPushButton *m_save = nullptr;
};

} // namespace tidegate
