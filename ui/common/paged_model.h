// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/rows_model.h"

#include <QString>

namespace tidegate {

/// A long list that comes page by page, the next one when the user has scrolled to the end of what is there.
template <typename Row>
class PagedModel : public RowsModel<Row>
{
public:
    /// Asks for the page at a cursor, and brings it by appendPage() or tells by failPage() that it did not come.
    using Ask = std::function<void(const QString &cursor)>;

    explicit PagedModel(QObject *parent = nullptr)
        : RowsModel<Row>(parent)
    {
    }

    void setAsk(Ask ask) { m_ask = std::move(ask); }

    /// The list begins anew with this page.
    void setFirstPage(std::vector<Row> rows, const QString &next)
    {
        m_next = next;
        m_waiting = false;
        this->setRows(std::move(rows));
    }

    /// The first rows come anew. What was loaded beyond them stays where it joins on to them.
    void refreshFirstPage(std::vector<Row> rows, const QString &next)
    {
        if (!rows.empty() && !next.isEmpty() && this->rows().size() > rows.size()) {
            const auto &old = this->rows();
            const auto join = std::find_if(old.begin(), old.end(),
                                           [&](const Row &row) { return this->keyOf(row) == this->keyOf(rows.back()); });
            if (join != old.end()) {
                this->setFirstRows(std::move(rows), std::size_t(join - old.begin()) + 1);
                return;
            }
        }
        setFirstPage(std::move(rows), next);
    }

    void appendPage(std::vector<Row> rows, const QString &next)
    {
        m_next = next;
        m_waiting = false;
        this->appendRows(std::move(rows));
    }

    void failPage() { m_waiting = false; }
    [[nodiscard]] bool hasMore() const { return !m_next.isEmpty(); }

    [[nodiscard]] bool canFetchMore(const QModelIndex &parent) const override
    {
        return !parent.isValid() && hasMore() && !m_waiting && m_ask;
    }

    void fetchMore(const QModelIndex &parent) override
    {
        if (canFetchMore(parent)) {
            m_waiting = true;
            m_ask(m_next);
        }
    }

private:
    Ask m_ask;
    QString m_next;
    bool m_waiting = false;
};

} // namespace tidegate
