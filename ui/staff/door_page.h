// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "ui/common/widgets.h"

class QLineEdit;
class QProgressBar;

namespace tidegate {

class FormFields;

/// A small form in the middle of the window, before which nobody is let in. Enter in a field, or the button, sends it; while it is sent nothing
/// can be changed.
class DoorPage : public QWidget
{
    Q_OBJECT

public:
    DoorPage(const QString &title, const QString &action, QWidget *parent = nullptr);

    void tell(Banner::Tone tone, const QString &text) { m_banner->tell(tone, text); }

protected:
    /// Under the title; empty: none.
    void setIntroduction(const QString &text);
    void setTitle(const QString &title);
    [[nodiscard]] QLineEdit *addLine(const QString &name, const QString &label);
    /// Not readable, but for whoever presses the eye within it.
    [[nodiscard]] QLineEdit *addPassword(const QString &name, const QString &label);
    /// Below the button.
    void addBelow(QWidget *widget, Qt::Alignment alignment = {});
    [[nodiscard]] FormFields *fields() const { return m_fields; }
    [[nodiscard]] Banner *banner() const { return m_banner; }
    [[nodiscard]] QPushButton *actionButton() const { return m_action; }

    /// Checks and sends.
    virtual void submit() = 0;
    void press();
    /// True until it is false again: the services have been asked.
    void setBusy(bool busy);
    [[nodiscard]] bool isBusy() const { return m_busy; }
    /// What the services refused: at its field, or in the banner.
    void showRefusal(const Error &error);

private:
    QLabel *m_title;
    QLabel *m_introduction;
    Banner *m_banner;
    FormFields *m_fields;
    QPushButton *m_action;
    QProgressBar *m_busyBar;
    QVBoxLayout *m_below;
    bool m_busy = false;
};

/// What a password has to be, for people; the services check it.
QString passwordRules();

} // namespace tidegate
