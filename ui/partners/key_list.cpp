// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/partners/key_list.h"

#include "ui/common/flow_layout.h"
#include "ui/common/table.h"
#include "ui/common/widgets.h"
#include "ui/partners/keys_model.h"

#include <QCheckBox>
#include <QHeaderView>
#include <QPushButton>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace tidegate {

KeyList::KeyList(const QString &settingsName, const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_clock(clock)
    , m_model(new KeysModel(clock, this))
    , m_table(new Table(settingsName, tr("Keys")))
    , m_stack(new QStackedWidget)
    , m_none(new EmptyState(u"key"_s, tr("No key yet"), {}))
    , m_controls(new FlowLayout(12, 6))
{
    m_table->showModel(m_model, KeysModel::SortRole);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    const int letter = fontMetrics().averageCharWidth();
    const int widths[] = {18, 18, 20, 12, 24, 18, 20, 20, 20};
    for (int column = 0; column < KeysModel::ColumnCount; ++column) {
        m_table->setColumnWidth(column, letter * widths[column]);
    }
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_none);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addLayout(buildButtons());
    layout->addWidget(m_stack, 1);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &KeyList::allowSteps);
    connect(m_model, &QAbstractItemModel::modelReset, this, &KeyList::allowSteps);
    showKeys();
}

QLayout *KeyList::buildButtons()
{
    m_all = new QCheckBox(tr("&Also those that are valid no more"));
    m_create = iconButton(u"plus"_s, tr("New &key…"));
    m_rotate = iconButton(u"refresh"_s, tr("R&otate…"));
    m_revoke = iconButton(u"stop"_s, tr("&Revoke…"));
    m_rotate->setToolTip(tr("A new key in place of the selected one"));
    m_revoke->setToolTip(tr("The selected key is refused from now on"));
    m_all->setMinimumHeight(m_create->sizeHint().height()); // on one line with the buttons
    m_controls->addWidget(m_all);
    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    line->addLayout(m_controls, 1);
    for (QPushButton *button : {m_create, m_rotate, m_revoke}) {
        line->addWidget(button, 0, Qt::AlignTop);
    }
    connect(m_all, &QCheckBox::toggled, this, &KeyList::showKeys);
    connect(m_create, &QPushButton::clicked, this, &KeyList::newKeyWanted);
    connect(m_rotate, &QPushButton::clicked, this, [this] {
        if (const KeyView *key = selected()) {
            Q_EMIT rotateWanted(*key);
        }
    });
    connect(m_revoke, &QPushButton::clicked, this, [this] {
        if (const KeyView *key = selected()) {
            Q_EMIT revokeWanted(*key);
        }
    });
    return line;
}

void KeyList::setKeys(std::vector<KeyView> keys)
{
    m_keys = std::move(keys);
    showKeys();
}

void KeyList::showOneOwner()
{
    m_table->setColumnHidden(KeysModel::Owner, true);
}

void KeyList::setEmptyTexts(const QString &title, const QString &text)
{
    m_none->setTexts(title, text);
}

void KeyList::addControl(QWidget *widget)
{
    widget->setMinimumHeight(m_create->sizeHint().height());
    m_controls->removeWidget(m_all);
    m_controls->addWidget(widget);
    m_controls->addWidget(m_all);
}

void KeyList::setBusy(bool busy)
{
    m_busy = busy;
    allowSteps();
}

const KeyView *KeyList::selected() const
{
    const int row = m_table->selectionModel()->hasSelection() ? m_table->currentSourceRow() : -1;
    return row < 0 ? nullptr : &m_model->rows()[std::size_t(row)];
}

void KeyList::showKeys()
{
    std::vector<KeyView> shown;
    for (const KeyView &key : m_keys) {
        if (m_all->isChecked() || key.isValid(m_clock.utc())) {
            shown.push_back(key);
        }
    }
    m_stack->setCurrentIndex(shown.empty() ? 1 : 0);
    m_model->setRows(std::move(shown));
    allowSteps();
}

void KeyList::allowSteps()
{
    const KeyView *key = selected();
    const bool can = key && !m_busy && key->isValid(m_clock.utc());
    m_create->setEnabled(!m_busy);
    m_rotate->setEnabled(can && !key->rotated);
    m_revoke->setEnabled(can);
}

} // namespace tidegate
