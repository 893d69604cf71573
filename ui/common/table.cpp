// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/table.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QSettings>
#include <QSortFilterProxyModel>
#include <QStyledItemDelegate>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

QString settingsKey(const Table &table)
{
    return u"columns/"_s + table.objectName();
}

/// One cell of tab-separated text: what would start a new cell or row becomes a space.
QString cellText(const QModelIndex &index)
{
    QString text = index.data().toString();
    for (QChar &character : text) {
        if (character == u'\t' || character == u'\n' || character == u'\r') {
            character = u' ';
        }
    }
    return text;
}

class MiddleCuttingDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        option->textElideMode = Qt::ElideMiddle;
    }
};

} // namespace

Table::Table(const QString &name, const QString &accessibleName, QWidget *parent)
    : QTableView(parent)
    , m_proxy(new QSortFilterProxyModel(this))
{
    setObjectName(name);
    setAccessibleName(accessibleName);
    setSelectionBehavior(SelectRows);
    setShowGrid(false);
    setAlternatingRowColors(true);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setEditTriggers(NoEditTriggers);
    setHorizontalScrollMode(ScrollPerPixel);
    setFrameShape(QFrame::NoFrame);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 12);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setMinimumSectionSize(fontMetrics().averageCharWidth() * 6);
    horizontalHeader()->setTextElideMode(Qt::ElideRight);
    m_proxy->setSortCaseSensitivity(Qt::CaseInsensitive);
    m_proxy->setSortLocaleAware(true);
    m_proxy->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_proxy->setFilterKeyColumn(-1);
}

void Table::showModel(QAbstractItemModel *model, int sortRole)
{
    m_proxy->setSourceModel(model);
    m_proxy->setSortRole(sortRole);
    setModel(m_proxy);
    horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    setSortingEnabled(true);
}

void Table::showInSequence(QAbstractItemModel *model, const QList<int> &letters)
{
    showModel(model, Qt::DisplayRole);
    setSortingEnabled(false);
    setSelectionMode(SingleSelection);
    const int letter = fontMetrics().averageCharWidth();
    for (int column = 0; column < letters.size(); ++column) {
        setColumnWidth(column, letter * letters[column]);
    }
    horizontalHeader()->setStretchLastSection(true);
}

void Table::cutInTheMiddle(int column)
{
    setItemDelegateForColumn(column, new MiddleCuttingDelegate(this));
}

int Table::currentSourceRow() const
{
    return m_proxy->mapToSource(currentIndex()).row();
}

void Table::selectSourceRow(int row)
{
    setCurrentIndex(m_proxy->mapFromSource(m_proxy->sourceModel()->index(row, 0)));
}

void Table::filter(const QString &text)
{
    m_proxy->setFilterFixedString(text.trimmed());
}

QString Table::selectedText() const
{
    QString text;
    const bool all = !selectionModel()->hasSelection();
    for (int row = 0; row < m_proxy->rowCount(); ++row) {
        if (!all && !selectionModel()->isRowSelected(row, {})) {
            continue;
        }
        for (int column = 0; column < m_proxy->columnCount(); ++column) {
            text += (column == 0 ? QString() : u"\t"_s) + cellText(m_proxy->index(row, column));
        }
        text += u'\n';
    }
    return text;
}

void Table::copySelection() const
{
    QGuiApplication::clipboard()->setText(selectedText());
}

void Table::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copySelection();
        return;
    }
    QTableView::keyPressEvent(event);
}

void saveColumns(const QWidget &root, QSettings &settings)
{
    for (const Table *table : root.findChildren<Table *>()) {
        settings.setValue(settingsKey(*table), table->horizontalHeader()->saveState());
    }
}

void restoreColumns(QWidget &root, const QSettings &settings)
{
    for (Table *table : root.findChildren<Table *>()) {
        const QByteArray state = settings.value(settingsKey(*table)).toByteArray();
        if (!state.isEmpty()) {
            table->horizontalHeader()->restoreState(state);
        }
    }
}

} // namespace tidegate
