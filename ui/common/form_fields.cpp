// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/form_fields.h"

#include "ui/common/format.h"
#include "ui/common/widgets.h"

#include <QLineEdit>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

FormFields::FormFields(QWidget *parent)
    : QWidget(parent)
    , m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(10);
}

void FormFields::addField(const QString &name, const QString &label, QWidget *field)
{
    QLabel *caption = plainLabel(label);
    caption->setBuddy(field);
    field->setObjectName(name);
    QString spoken = label;
    field->setAccessibleName(spoken.remove(u'&'));
    QLabel *error = plainLabel({});
    error->setForegroundRole(QPalette::BrightText);
    error->setWordWrap(true);
    error->setObjectName(name + "Error"_L1);
    error->hide();
    auto *together = new QVBoxLayout;
    together->setSpacing(3);
    together->addWidget(caption);
    together->addWidget(field);
    together->addWidget(error);
    m_layout->addLayout(together);
    m_fields.push_back({name, field, error});
    if (const auto *line = qobject_cast<QLineEdit *>(field)) {
        connect(line, &QLineEdit::textEdited, this, [this, name] { setFieldError(name, {}); });
    }
}

void FormFields::addWidget(QWidget *widget)
{
    m_layout->addWidget(widget);
}

void FormFields::clearErrors()
{
    for (const Field &field : m_fields) {
        setFieldError(field.name, {});
    }
}

void FormFields::setFieldError(const QString &name, const QString &message)
{
    for (const Field &field : m_fields) {
        if (field.name == name) {
            field.error->setText(message);
            field.error->setVisible(!message.isEmpty());
            field.widget->setAccessibleDescription(message);
        }
    }
}

bool FormFields::hasErrors() const
{
    return std::any_of(m_fields.begin(), m_fields.end(), [](const Field &field) { return !field.error->isHidden(); });
}

void FormFields::focusFirstError()
{
    for (const Field &field : m_fields) {
        if (!field.error->isHidden()) {
            field.widget->setFocus(Qt::OtherFocusReason);
            return;
        }
    }
}

QString FormFields::tellRefusal(const Error &error)
{
    QStringList homeless;
    for (const FieldError &complaint : error.fields) {
        const bool known =
            std::any_of(m_fields.begin(), m_fields.end(), [&](const Field &field) { return field.name == complaint.field; });
        if (known) {
            setFieldError(complaint.field, complaint.message);
        } else {
            homeless += complaint.message;
        }
    }
    if (error.fields.empty()) {
        homeless += errorText(error);
    }
    return homeless.join(u' ');
}

} // namespace tidegate
