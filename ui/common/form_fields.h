// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QWidget>

#include <vector>

class QLabel;
class QVBoxLayout;

namespace tidegate {

/// The fields of a form, from top to bottom, each with its label above it and what is wrong with it below.
class FormFields : public QWidget
{
    Q_OBJECT

public:
    explicit FormFields(QWidget *parent = nullptr);

    /// `label` has a mnemonic. `name` is what the services call the field, and becomes the widget's objectName. What is wrong with a line stands there
    /// until it is edited.
    void addField(const QString &name, const QString &label, QWidget *field);
    /// Something without a label, such as a remark.
    void addWidget(QWidget *widget);

    void clearErrors();
    void setFieldError(const QString &name, const QString &message);
    [[nodiscard]] bool hasErrors() const;
    void focusFirstError();
    /// Tells a complaint of the services at the fields that it names. What is left to be told elsewhere: the rest of it; empty: nothing.
    [[nodiscard]] QString tellRefusal(const Error &error);

private:
    struct Field {
        QString name;
        QWidget *widget;
        QLabel *error;
    };

    QVBoxLayout *m_layout;
    std::vector<Field> m_fields;
};

} // namespace tidegate
