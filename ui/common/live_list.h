// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sale/order_queries.h"
#include "ui/answer.h"
#include "ui/common/alive.h"
#include "ui/common/paged_model.h"
#include "ui/common/table.h"
#include "ui/common/widgets.h"

#include <QList>

#include <algorithm>
#include <vector>

class QStackedWidget;

namespace tidegate {

/// What every LiveList has, whatever its rows are.
class LiveListWidget : public QWidget
{
    Q_OBJECT

public:
    /// Once a second while it is shown.
    virtual void refresh() = 0;
    /// Why whoever is signed in can't do what is done here; empty where they can.
    void setObstacle(const QString &obstacle);
    void focusTable();

Q_SIGNALS:
    /// The user wants to look at this.
    void wanted(const QString &id);
    /// What is shown may be old, until readable().
    void unreadable(const Error &error);
    void readable();
    void told(Banner::Tone tone, const QString &text);

protected:
    /// What a list is made of.
    struct Parts {
        Table *table;
        QList<int> letters; ///< as Table::showInSequence() has them
        EmptyState *none;   ///< stands there where there are no rows
        QString reading;    ///< is said until it is known whether there are some
    };

    LiveListWidget(const Parts &parts, QAbstractItemModel *model, QWidget *parent);

    /// A card with the list and what stands above and below it; null: nothing.
    void arrange(QLayout *above, QLayout *below);
    /// The user goes to the list by keyboard: something is selected then.
    void goToTable();
    void openSelected();
    void showReading();
    void showRows(bool any);

    /// What is opened where one row is selected; empty: nothing.
    [[nodiscard]] virtual QString selectedId() const = 0;
    /// Rows, selection or obstacle have changed.
    virtual void allowSteps() {}

    [[nodiscard]] Table *table() const { return m_table; }
    [[nodiscard]] EmptyState *none() const { return m_none; }
    [[nodiscard]] const QString &obstacle() const { return m_obstacle; }

private:
    Table *m_table;
    EmptyState *m_none;
    QStackedWidget *m_stack;
    QString m_obstacle;
};

/// A long list that follows what the services have: its first rows come anew each second, what lies beyond them as the user scrolls there.
template <typename Model>
class LiveList : public LiveListWidget
{
public:
    using Row = typename Model::RowType;

    void refresh() override
    {
        table()->viewport()->update(); // ages grow
        askFirst();
    }

protected:
    /// The list owns the model.
    LiveList(Model *model, const Parts &parts, QWidget *parent)
        : LiveListWidget(parts, model, parent)
        , m_model(model)
    {
        m_model->setParent(this);
        m_model->setAsk([this](const QString &cursor) { askMore(cursor); });
    }

    /// Asks the services for what is wanted now.
    virtual void askPage(const QString &cursor, int limit, Answer<Page<Row>> answer) = 0;
    /// The services have answered, with rows or with none.
    virtual void rowsCame() {}
    /// Something else is wanted: what is shown goes, and it is asked for.
    void beginAnew()
    {
        ++m_wanted;
        m_model->setFirstPage({}, {});
        showReading();
        allowSteps();
        askFirst();
    }

    [[nodiscard]] Model *model() const { return m_model; }
    /// From top to bottom.
    [[nodiscard]] std::vector<const Row *> selected() const
    {
        QModelIndexList chosen = table()->selectionModel()->selectedRows();
        std::sort(chosen.begin(), chosen.end());
        std::vector<const Row *> rows;
        for (const QModelIndex &index : std::as_const(chosen)) {
            rows.push_back(&m_model->rows()[std::size_t(index.row())]); // shown in sequence, they are the model's
        }
        return rows;
    }
    /// Null unless it is one alone.
    [[nodiscard]] const Row *selectedOne() const
    {
        const std::vector<const Row *> rows = selected();
        return rows.size() == 1 ? rows.front() : nullptr;
    }

private:
    static constexpr int pageSize = 100;
    /// So many rows come anew each second at most.
    static constexpr int maximumLive = 200;

    void askFirst()
    {
        if (m_asking) {
            return;
        }
        m_asking = true;
        askPage({}, std::clamp(m_model->rowCount(), pageSize, maximumLive),
                whileAlive(this, [this, wanted = m_wanted](Result<Page<Row>> page) {
                    m_asking = false;
                    if (wanted == m_wanted) {
                        takeFirst(std::move(page));
                    } else {
                        askFirst();
                    }
                }));
    }

    void takeFirst(Result<Page<Row>> page)
    {
        if (!page) {
            Q_EMIT unreadable(page.error());
            return;
        }
        Q_EMIT readable();
        m_model->refreshFirstPage(std::move(page->items), page->nextCursor);
        showRows(m_model->rowCount() > 0);
        rowsCame();
        allowSteps();
    }

    void askMore(const QString &cursor)
    {
        askPage(cursor, pageSize, whileAlive(this, [this, wanted = m_wanted](Result<Page<Row>> page) {
                    if (wanted != m_wanted) {
                        return;
                    }
                    if (!page) {
                        m_model->failPage();
                        Q_EMIT unreadable(page.error());
                        return;
                    }
                    m_model->appendPage(std::move(page->items), page->nextCursor);
                    rowsCame();
                    allowSteps();
                }));
    }

    Model *m_model;
    quint64 m_wanted = 0; ///< how often something else was wanted
    bool m_asking = false;
};

} // namespace tidegate
