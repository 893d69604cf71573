// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "ui/common/widgets.h"

#include <QDialog>

class QProgressBar;

namespace tidegate {

class FormFields;

/// A form in a dialog of its own. What is wrong stands below its field; Ctrl+Enter sends it; while it is sent nothing can be changed, and leaving it with
/// something entered asks first. Deletes itself.
class FormDialog : public QDialog
{
    Q_OBJECT

public:
    FormDialog(const QString &title, const QString &action, QWidget *parent);

    void reject() override;
    [[nodiscard]] bool hasUnsaved() const { return m_dirty || m_busy; }

protected:
    bool event(QEvent *event) override;

    /// A field with its label (with a mnemonic) above it. `name` is what the services call it, and the widget's objectName.
    void addField(const QString &name, const QString &label, QWidget *field);
    /// Something without a label, such as a remark.
    void addWidget(QWidget *widget);
    void setDirty() { m_dirty = true; }

    /// The button was pressed. Checks, sends, and ends by accept() or showRefusal().
    virtual void submit() = 0;

    void clearErrors();
    void setFieldError(const QString &name, const QString &message);
    [[nodiscard]] bool hasErrors() const;
    void focusFirstError();
    /// A complaint of the services: at its field, or in the banner where it belongs to none.
    void showRefusal(const Error &error);
    /// True until it is false again: the services have been asked.
    void setBusy(bool busy);
    [[nodiscard]] Banner *banner() const { return m_banner; }
    [[nodiscard]] QAbstractButton *actionButton() const;

private:
    [[nodiscard]] QLayout *buildButtons(const QString &action);
    void press();
    void growToFit();

    Banner *m_banner;
    FormFields *m_fields;
    QPushButton *m_action;
    QPushButton *m_cancel;
    QProgressBar *m_busyBar;
    bool m_dirty = false;
    bool m_busy = false;
};

} // namespace tidegate
