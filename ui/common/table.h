// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

class QSettings;
class QSortFilterProxyModel;

namespace tidegate {

/// A list with columns: whole rows are selected, a click on a heading sorts, Ctrl+C copies the selected rows as tab-separated text.
/// Moves by arrow keys; Tab leaves it.
class Table : public QTableView
{
    Q_OBJECT

public:
    /// `name` is its objectName, under which saveColumns() keeps its columns; `accessibleName` is what a screen reader says.
    Table(const QString &name, const QString &accessibleName, QWidget *parent = nullptr);

    /// Shows `model`, sorted by `sortRole`; not sorted at all until a heading is clicked.
    void showModel(QAbstractItemModel *model, int sortRole);
    /// Shows `model` in its own sequence, which a click on a heading does not change, with columns of so many letters' width; the last one has what is
    /// left. One row is selected at a time.
    void showInSequence(QAbstractItemModel *model, const QList<int> &letters);
    /// What is too long in this column loses its middle, not its end: for numbers of which many begin alike.
    void cutInTheMiddle(int column);
    /// Of the model that was given to showModel(); -1 without one.
    [[nodiscard]] int currentSourceRow() const;
    void selectSourceRow(int row);
    /// Shows only rows of which a cell holds the text; all for an empty one.
    void filter(const QString &text);
    /// The selected rows as tab-separated text; all of them where none is selected.
    [[nodiscard]] QString selectedText() const;
    void copySelection() const;

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QSortFilterProxyModel *m_proxy;
};

/// Keeps and brings back the width and order of the columns of every Table below `root`.
void saveColumns(const QWidget &root, QSettings &settings);
void restoreColumns(QWidget &root, const QSettings &settings);

} // namespace tidegate
