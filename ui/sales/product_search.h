// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/console_services.h"

#include <QTimer>
#include <QWidget>

#include <vector>

class QLineEdit;
class QStackedWidget;

namespace tidegate {

class ProductModel;
class Table;

/// Finds products by what their name or SKU holds, while it is being typed. Enter in the line takes the first, Down goes to the list.
class ProductSearch : public QWidget
{
    Q_OBJECT

public:
    explicit ProductSearch(ConsoleServices &services, QWidget *parent = nullptr);

    [[nodiscard]] QLineEdit *line() const { return m_line; }

Q_SIGNALS:
    void chosen(const ProductHit &product);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void search();
    void show(const QString &text, Result<std::vector<ProductHit>> hits);
    void choose(int row);
    void tell(const QString &title, const QString &text);

    ConsoleServices &m_services;
    QLineEdit *m_line;
    ProductModel *m_model;
    Table *m_list;
    QStackedWidget *m_stack;
    EmptyState *m_none;
    QTimer m_pause;
    QString m_shownFor;         ///< what the list was searched by
    bool m_chooseFirst = false; ///< Enter was pressed before the answer came
};

} // namespace tidegate
