// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/question.h"

#include <QDialog>

class QVBoxLayout;

namespace tidegate {

/// A question that wants more than a yes: it looks as ask() does, with something to choose below its text. Deletes itself.
class ChoiceDialog : public QDialog
{
    Q_OBJECT

protected:
    /// The choices are added to choices(), and one of them takes the focus. The question is not risky and has no refusal of its own.
    ChoiceDialog(const Question &question, QWidget *parent);
    [[nodiscard]] QVBoxLayout *choices() const { return m_choices; }

private:
    QVBoxLayout *m_choices;
};

} // namespace tidegate
