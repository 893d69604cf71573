// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/returns/return_form.h"

class QComboBox;
class QPlainTextEdit;
class QRadioButton;

namespace tidegate {

/// How a repair ended: repaired, or not repairable.
class RepairForm : public ReturnForm
{
    Q_OBJECT

public:
    RepairForm(ReturnServices &services, const RmaDetails &details, QWidget *parent = nullptr);

    void showReturn(const RmaDetails &details) override;

protected:
    [[nodiscard]] bool hasEntries() const override;
    void submit() override;

private:
    [[nodiscard]] bool isLegal() const;
    void changed();

    QComboBox *m_repair;
    QRadioButton *m_repaired;
    QRadioButton *m_failed;
    QPlainTextEdit *m_note;
    QLabel *m_consequence;
};

} // namespace tidegate
