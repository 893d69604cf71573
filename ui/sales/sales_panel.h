// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/panel.h"
#include "ui/console_services.h"

class QPushButton;
class QSplitter;
class QStackedWidget;

namespace tidegate {

class SaleDetails;
class SaleEditor;
class SalesModel;
class StockProver;
class Table;

/// Plans flash sales and steers them while they run.
class SalesPanel : public Panel
{
    Q_OBJECT

public:
    /// `prover` is kept by the window and outlives this, as the other two do.
    SalesPanel(ConsoleServices &services, const Clock &clock, StockProver &prover, QWidget *parent = nullptr);

    void refresh() override;
    [[nodiscard]] QString reasonToStay() const override;

    /// Opens the form for a new sale.
    void newSale();
    /// Opens the form for the selected sale, where it can still be changed.
    void editSale();

Q_SIGNALS:
    void importWanted();

private:
    [[nodiscard]] QWidget *buildList();
    [[nodiscard]] const SaleView *selected() const;
    void openEditor(const std::optional<SaleView> &sale);
    void showSales(Result<std::vector<SaleView>> sales);
    void showSelected();
    void askStock();
    void showStock(const QString &saleId, Result<std::vector<StockFigures>> stock);
    void tellUnreadable(const Error &error);
    void select(const QString &saleId);
    void confirm(SaleStep step);
    void steer(const SaleView &sale, SaleStep step);

    ConsoleServices &m_services;
    const Clock &m_clock;
    StockProver &m_prover;
    Poll<std::vector<SaleView>> m_salesPoll;
    SalesModel *m_model;
    Table *m_table;
    QStackedWidget *m_stack;
    SaleDetails *m_details;
    QPointer<SaleEditor> m_editor;
    QString m_selectedId;
    QString m_stockShownFor;
    QString m_stockAskedFor; ///< the sale whose stock is being asked for; empty: none
    bool m_loaded = false;
};

} // namespace tidegate
