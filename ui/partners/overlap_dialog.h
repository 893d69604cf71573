// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/choice_dialog.h"

#include <chrono>
#include <functional>

class QComboBox;
class QLabel;

namespace tidegate {

struct OverlapQuestion {
    QString title;  ///< the question itself
    QString text;   ///< what will happen
    QString what;   ///< what stays valid: "The old key"
    QString action; ///< the button that does it, with its mnemonic
};

/// Asks for how long what is replaced stays valid beside what replaces it. Deletes itself.
class OverlapDialog : public ChoiceDialog
{
    Q_OBJECT

public:
    using Then = std::function<void(std::chrono::milliseconds overlap)>;

    /// Does `then` where the user agrees.
    OverlapDialog(const OverlapQuestion &question, Then then, QWidget *parent);

private:
    void showConsequence();

    QComboBox *m_overlap;
    QLabel *m_consequence;
};

} // namespace tidegate
