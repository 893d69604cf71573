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

bool addsUp(const StockFigures &figures)
{
    return figures.sold >= 0 && figures.held >= 0 && figures.left >= 0
        && figures.sold + figures.held + figures.left == figures.quota;
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

StockTable::StockTable(const QString &settingsName, QWidget *parent)
    : QWidget(parent)
    , m_model(new StockModel(this))
    , m_table(new Table(settingsName, tr("Stock of the sale items")))
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

    auto *proof = new QWidget;
    auto *proofLine = new QHBoxLayout(proof);
    proofLine->setContentsMargins(0, 0, 0, 0);
    proofLine->setSpacing(6);
    proofLine->addWidget(m_proofIcon);
    proofLine->addWidget(m_proof);
    auto *key = new QWidget;
    auto *keyLine = new QHBoxLayout(key);
    keyLine->setContentsMargins(0, 0, 0, 0);
    keyLine->setSpacing(14);
    keyLine->addWidget(new KeyLabel(tr("Sold"), &ThemeColors::good));
    keyLine->addWidget(new KeyLabel(tr("Held"), &ThemeColors::warning));
    keyLine->addWidget(new KeyLabel(tr("Left"), &ThemeColors::track));
    auto *below = new FlowLayout(18, 4);
    below->addWidget(proof);
    below->addWidget(key);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(m_table, 1);
    layout->addLayout(below);
}

void StockTable::setRows(std::vector<StockFigures> rows)
{
    m_model->setRows(std::move(rows));
    tellProof();
}

QString StockTable::proof() const
{
    return m_proof->text();
}

void StockTable::tellProof()
{
    StockFigures sum;
    int wrong = 0;
    QString firstWrong;
    for (const StockFigures &figures : m_model->rows()) {
        sum.sold += figures.sold;
        sum.held += figures.held;
        sum.left += figures.left;
        sum.quota += figures.quota;
        if (!addsUp(figures) && wrong++ == 0) {
            firstWrong = figures.name;
        }
    }
    const bool any = m_model->rowCount() > 0;
    m_proofIcon->setVisible(any);
    m_proof->setVisible(any);
    m_proofIcon->setIcon(wrong > 0 ? themedIcon(u"bad"_s, IconTone::Bad) : themedIcon(u"good"_s, IconTone::Good));
    if (wrong > 0) {
        m_proof->setText(tr("%Ln item(s) do not add up, first “%1”: run “tidegate verify”", nullptr, wrong).arg(firstWrong));
    } else {
        m_proof->setText(tr("%1 sold + %2 held + %3 left = %4 quota: nothing oversold")
                             .arg(countText(sum.sold), countText(sum.held), countText(sum.left), countText(sum.quota)));
    }
}

} // namespace tidegate
