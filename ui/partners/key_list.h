// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/partner_services.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QPushButton;
class QStackedWidget;

namespace tidegate {

class EmptyState;
class FlowLayout;
class KeysModel;
class Table;

/// Keys with what can be done to them.
class KeyList : public QWidget
{
    Q_OBJECT

public:
    /// `settingsName`: under which the columns are kept. The clock outlives this.
    KeyList(const QString &settingsName, const Clock &clock, QWidget *parent = nullptr);

    /// Those that are valid no more are shown where the user wants them.
    void setKeys(std::vector<KeyView> keys);
    /// Hides the column that says whose they are.
    void showOneOwner();
    /// What stands there while there is no key.
    void setEmptyTexts(const QString &title, const QString &text);
    /// Stands at the left of the buttons.
    void addControl(QWidget *widget);
    void setBusy(bool busy);
    [[nodiscard]] Table *table() const { return m_table; }

Q_SIGNALS:
    void newKeyWanted();
    void rotateWanted(const KeyView &key);
    void revokeWanted(const KeyView &key);

private:
    [[nodiscard]] QLayout *buildButtons();
    [[nodiscard]] const KeyView *selected() const;
    void showKeys();
    void allowSteps();

    const Clock &m_clock;
    KeysModel *m_model;
    Table *m_table;
    QStackedWidget *m_stack;
    EmptyState *m_none;
    FlowLayout *m_controls;
    QCheckBox *m_all;
    QPushButton *m_create;
    QPushButton *m_rotate;
    QPushButton *m_revoke;
    std::vector<KeyView> m_keys;
    bool m_busy = false;
};

} // namespace tidegate
