// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/stock_table.h"

#include "ui/common/flow_layout.h"
#include "ui/common/format.h"
#include "ui/common/icon.h"
#include "ui/common/theme.h"
#include "ui/common/widgets.h"

#include <QApplication>
#include <QHeaderView>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int barHeight = 12;

/// What a bar's part means, beside a patch of its colour.
class KeyLabel : public QWidget
{
public:
    KeyLabel(const QString &text, QColor ThemeColors::*color)
        : m_text(text)
        , m_color(color)
    {
        setFixedSize(fontMetrics().horizontalAdvance(text) + 18, fontMetrics().height());
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const ThemeColors &colors = themeColors(palette());
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(colors.border);
        painter.setBrush(colors.*m_color);
        painter.drawRoundedRect(QRectF(0.5, (height() - 10) / 2.0, 10, 10), 2, 2);
        painter.setPen(colors.muted);
        painter.drawText(rect().adjusted(16, 0, 0, 0), int(Qt::AlignLeading | Qt::AlignVCenter), m_text);
    }

private:
    QString m_text;
    QColor ThemeColors::*m_color;
};

/// What the proof says of the rows that are shown.
struct Findings {
    int differing = 0;
    int oversold = 0;
    QString first; ///< the name of the first one
};

Findings findingsAbout(const std::vector<StockFigures> &rows, const StockProof &proof)
{
    Findings findings;
    for (const StockFigures &row : rows) {
        const bool differs =
            std::any_of(proof.differences.begin(), proof.differences.end(), [&row](const StockDifference &difference) {
                return difference.saleId == row.saleId && difference.sku == row.sku;
            });
        findings.differing += differs ? 1 : 0;
        findings.oversold += row.left() < 0 ? 1 : 0;
        if (findings.first.isEmpty() && (differs || row.left() < 0)) {
            findings.first = row.name;
        }
    }
    return findings;
}

} // namespace

void StockBarDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem background = option;
    initStyleOption(&background, index);
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &background, painter, option.widget);

    const auto figures = index.data(StockModel::FiguresRole).value<StockFigures>();
    const ThemeColors &colors = themeColors(option.palette);
    const QRectF bar(option.rect.left() + 4.5, option.rect.center().y() - barHeight / 2.0 + 0.5, option.rect.width() - 9,
                     barHeight);
    QPainterPath outline;
    outline.addRoundedRect(bar, 3, 3);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setClipPath(outline);
    painter->fillRect(bar, colors.track);
    const double whole = std::max<double>(1, static_cast<double>(figures.quota));
    const double soldWidth = std::min(1.0, static_cast<double>(figures.sold) / whole) * bar.width();
    const double heldWidth = std::min(bar.width() - soldWidth, static_cast<double>(figures.held) / whole * bar.width());
    painter->fillRect(QRectF(bar.left(), bar.top(), soldWidth, bar.height()), colors.good);
    painter->fillRect(QRectF(bar.left() + soldWidth, bar.top(), heldWidth, bar.height()), colors.warning);
    painter->setClipping(false);
    painter->setPen(option.state & QStyle::State_Selected ? colors.onAccent : colors.border);
    painter->setBrush(Qt::NoBrush);
    painter->drawPath(outline);
    painter->restore();
}

StockTable::StockTable(const QString &settingsName, const StockProver &prover, QWidget *parent)
    : QWidget(parent)
    , m_prover(prover)
    , m_model(new StockModel(this))
    , m_table(new Table(settingsName, tr("Stock of the sale items")))
    , m_sum(plainLabel({}))
    , m_proofIcon(new IconView(16))
    , m_proof(plainLabel({}))
{
    m_table->showModel(m_model, StockModel::SortRole);
    m_table->setItemDelegateForColumn(StockModel::Bar, new StockBarDelegate(m_table));
    QHeaderView *header = m_table->horizontalHeader();
    header->setSectionResizeMode(StockModel::Item, QHeaderView::Stretch);
    header->setSectionResizeMode(StockModel::Bar, QHeaderView::Stretch);
    for (int column = StockModel::Left; column < StockModel::ColumnCount; ++column) {
        header->resizeSection(column, m_table->fontMetrics().averageCharWidth() * 10);
    }
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(m_table, 1);
    layout->addLayout(buildFoot());
    connect(&prover, &StockProver::counted, this, &StockTable::tellProof);
}

QLayout *StockTable::buildFoot()
{
    auto *key = new QWidget;
    auto *keyLine = new QHBoxLayout(key);
    keyLine->setContentsMargins(0, 0, 0, 0);
    keyLine->setSpacing(14);
    keyLine->addWidget(new KeyLabel(tr("Sold"), &ThemeColors::good));
    keyLine->addWidget(new KeyLabel(tr("Held"), &ThemeColors::warning));
    keyLine->addWidget(new KeyLabel(tr("Left"), &ThemeColors::track));
    auto *sums = new FlowLayout(18, 4);
    sums->addWidget(m_sum);
    sums->addWidget(key);
    auto *proof = new QHBoxLayout;
    proof->setSpacing(6);
    proof->addWidget(m_proofIcon, 0, Qt::AlignTop);
    m_proof->setWordWrap(true);
    proof->addWidget(m_proof, 1);
    auto *foot = new QVBoxLayout;
    foot->setSpacing(4);
    foot->addLayout(sums);
    foot->addLayout(proof);
    return foot;
}

void StockTable::setRows(std::vector<StockFigures> rows)
{
    m_model->setRows(std::move(rows));
    tellSum();
    tellProof();
}

void StockTable::tellSum()
{
    StockFigures sum;
    for (const StockFigures &figures : m_model->rows()) {
        sum.sold += figures.sold;
        sum.held += figures.held;
        sum.quota += figures.quota;
    }
    m_sum->setVisible(m_model->rowCount() > 0);
    m_sum->setText(tr("%1 sold + %2 held + %3 left = %4 quota")
                       .arg(countText(sum.sold), countText(sum.held), countText(sum.left()), countText(sum.quota)));
}

void StockTable::tellProof()
{
    const bool any = m_model->rowCount() > 0;
    m_proofIcon->setVisible(any);
    m_proof->setVisible(any);
    const auto &proof = m_prover.latest();
    if (!proof) {
        m_prover.failure() ? showProof(u"warning"_s, IconTone::Warning, tr("The orders could not be counted."))
                           : showProof(u"clock"_s, IconTone::Muted, tr("The orders are being counted…"));
        return;
    }
    const QString at = clockText(proof->at);
    const Findings found = findingsAbout(m_model->rows(), *proof);
    if (found.oversold > 0) {
        showProof(u"bad"_s, IconTone::Bad,
                  tr("%Ln item(s) oversold, first “%1”: run “tidegate verify”.", nullptr, found.oversold).arg(found.first));
    } else if (found.differing > 0) {
        showProof(
            u"bad"_s, IconTone::Bad,
            tr("Counted from the orders at %2: %Ln item(s) differ, first “%1”. Run “tidegate verify”.", nullptr, found.differing)
                .arg(found.first, at));
    } else if (m_prover.failure()) {
        showProof(u"warning"_s, IconTone::Warning,
                  tr("Counted from the orders at %1: agreed. They could not be counted since.").arg(at));
    } else {
        showProof(u"good"_s, IconTone::Good, tr("Counted from the orders at %1: agrees, nothing oversold.").arg(at));
    }
}

void StockTable::showProof(const QString &icon, IconTone tone, const QString &text)
{
    m_proofIcon->setIcon(themedIcon(icon, tone));
    m_proof->setText(text);
    m_proof->setForegroundRole(tone == IconTone::Bad ? QPalette::BrightText : QPalette::WindowText);
    QFont font = m_proof->font();
    font.setBold(tone == IconTone::Bad);
    m_proof->setFont(font);
}

} // namespace tidegate
