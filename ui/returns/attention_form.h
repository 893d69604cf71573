// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/returns/return_form.h"

class QPlainTextEdit;

namespace tidegate {

/// What failed of a return that was completed, and the two ways on: try again, or open it again to decide otherwise. A return that is completed can
/// only be opened again.
class AttentionForm : public ReturnForm
{
    Q_OBJECT

public:
    AttentionForm(ReturnServices &services, const RmaDetails &details, QWidget *parent = nullptr);

    void showReturn(const RmaDetails &details) override;

protected:
    [[nodiscard]] bool hasEntries() const override;
    void submit() override;

private:
    void listFailures();
    void addFailure(const QString &what, const QString &why);
    void retry();
    void changed();

    QVBoxLayout *m_failures;
    Card *m_failureCard;
    QPlainTextEdit *m_note;
    QPushButton *m_retry;
};

} // namespace tidegate
