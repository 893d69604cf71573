// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/form_dialog.h"

#include <functional>

class QLineEdit;
class QRadioButton;

namespace tidegate {

/// What settling by hand is about, and what its two outcomes are called.
struct SettleQuestion {
    QString title;
    QString text;      ///< what is in doubt, and where to look
    QString happened;  ///< the choice that the provider has it, with its mnemonic
    QString reference; ///< what its reference is called, with its mnemonic
    QString absent;    ///< the choice that it surely never happened, with its mnemonic
    QString warning;   ///< what that leads to if it is wrong
};

/// Somebody has looked at the provider's page, and says what they found there: its reference, or that there surely is none.
class SettleDialog : public FormDialog
{
    Q_OBJECT

public:
    SettleDialog(const SettleQuestion &question, QWidget *parent);

    /// It was done.
    void finish() { accept(); }
    void tellFailure(const Error &error);
    void tellConflict(const QString &text);

Q_SIGNALS:
    /// Empty: it surely did not happen. Answer by finish() or one of the tell functions.
    void chosen(const QString &reference);

protected:
    void submit() override;

private:
    QRadioButton *m_happened;
    QRadioButton *m_absent;
    QLineEdit *m_reference;
    SettleQuestion m_question;
};

} // namespace tidegate
