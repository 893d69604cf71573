// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <functional>

class QWidget;

namespace tidegate {

struct Question {
    QString title;      ///< the question itself
    QString text;       ///< what will happen
    QString action;     ///< the button that does it, with its mnemonic
    bool risky = false; ///< Enter alone does not do it
    QString refusal{};  ///< the button that does nothing; empty: "Cancel"
};

/// Asks over `parent`'s window and does `yes` where the user agrees; returns at once. Texts are taken as plain text.
void ask(QWidget *parent, const Question &question, std::function<void()> yes);
/// Whether what was entered may be lost.
void askToDiscard(QWidget *parent, std::function<void()> yes);

} // namespace tidegate
