// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/console_services.h"

class QPushButton;
class QStackedWidget;

namespace tidegate {

class StockProver;
class StockTable;

/// One sale: what it does now, what can be done to it, and its stock.
class SaleDetails : public Card
{
    Q_OBJECT

public:
    /// `prover` outlives this.
    explicit SaleDetails(const StockProver &prover, QWidget *parent = nullptr);

    /// Null: none is selected.
    void showSale(const SaleView *sale, UtcMillis now);
    void showStock(std::vector<StockFigures> stock);
    /// A step is under way: no other can be asked for.
    void setBusy(bool busy);

Q_SIGNALS:
    void editWanted();
    void stepWanted(SaleStep step);

private:
    [[nodiscard]] QWidget *buildSale();
    void allowSteps();

    const StockProver &m_prover;
    QStackedWidget *m_stack;
    ElidedLabel *m_name;
    IconView *m_stateIcon;
    ElidedLabel *m_state;
    QPushButton *m_start;
    QPushButton *m_pause;
    QPushButton *m_resume;
    QPushButton *m_end;
    QPushButton *m_edit;
    StockTable *m_stock;
    SaleState m_saleState = SaleState::Ended;
    bool m_editable = false;
    bool m_busy = false;
};

/// What a step will do to this sale, for the user to agree to. Plain text.
struct StepQuestion {
    QString title;
    QString text;
    QString action; ///< the button that does it
};
StepQuestion stepQuestion(const SaleView &sale, SaleStep step);

} // namespace tidegate
