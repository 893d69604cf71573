// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rma/rma_states.h"
#include "ui/common/form_dialog.h"

class QLineEdit;
class QPlainTextEdit;

namespace tidegate {

/// Asks for what a step wants in words: why a return is declined (required) or cancelled, the tracking number of a parcel. Who opens it takes the step
/// and tells by finish(), refuse() or again() what became of it.
class ReturnStepDialog : public FormDialog
{
    Q_OBJECT

public:
    /// `step`: Decline, Cancel or Send. `what`: "return R-7K3QD-2MX9B", "12 returns".
    ReturnStepDialog(RmaStep step, const QString &what, QWidget *parent);

    void finish();
    void refuse(const Error &error);
    /// Nothing was done; it can be sent again.
    void again();
    [[nodiscard]] Banner *messages() const { return banner(); }

Q_SIGNALS:
    void entered(const QString &text);

protected:
    void submit() override;

private:
    [[nodiscard]] QString text() const;

    const RmaStep m_step;
    QPlainTextEdit *m_reason = nullptr;
    QLineEdit *m_tracking = nullptr;
};

} // namespace tidegate
