// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sales/product_search.h"

#include "ui/common/alive.h"
#include "ui/common/format.h"
#include "ui/common/icon.h"
#include "ui/common/table.h"
#include "ui/sales/product_model.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QStackedWidget>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

namespace {

constexpr int maximumHits = 100;
/// Long enough not to ask at each letter, short enough not to be noticed.
constexpr auto typingPause = 150ms;

} // namespace

ProductSearch::ProductSearch(ConsoleServices &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_line(new QLineEdit)
    , m_model(new ProductModel(this))
    , m_list(new Table(u"productHits"_s, tr("Products found")))
    , m_stack(new QStackedWidget)
    , m_none(new EmptyState(u"search"_s, {}, {}))
{
    m_line->setObjectName(u"productSearch"_s);
    m_line->setPlaceholderText(tr("Name or SKU"));
    m_line->setAccessibleName(tr("Search for products"));
    m_line->setClearButtonEnabled(true);
    m_line->addAction(themedIcon(u"search"_s, IconTone::Muted), QLineEdit::LeadingPosition);
    m_line->installEventFilter(this);
    m_list->showModel(m_model, ProductModel::SortRole);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setFrameShape(QFrame::StyledPanel);
    m_list->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_list->horizontalHeader()->setSectionResizeMode(ProductModel::Name, QHeaderView::Stretch);
    m_stack->addWidget(m_list);
    m_stack->addWidget(m_none);
    m_stack->setMinimumHeight(fontMetrics().height() * 8);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(m_line);
    layout->addWidget(m_stack, 1);

    m_pause.setSingleShot(true);
    m_pause.setInterval(typingPause);
    connect(&m_pause, &QTimer::timeout, this, &ProductSearch::search);
    connect(m_line, &QLineEdit::textChanged, this, [this] { m_pause.start(); });
    connect(m_list, &QAbstractItemView::activated, this, [this] { choose(m_list->currentSourceRow()); });
    search();
}

bool ProductSearch::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress) {
        return QWidget::eventFilter(watched, event);
    }
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_shownFor == m_line->text() && m_model->rowCount() > 0) {
            choose(0);
        } else {
            m_chooseFirst = true;
            search();
        }
        return true;
    case Qt::Key_Down:
        if (m_model->rowCount() > 0) {
            m_list->selectRow(0);
            m_list->setFocus(Qt::TabFocusReason);
        }
        return true;
    default: return QWidget::eventFilter(watched, event);
    }
}

void ProductSearch::search()
{
    m_pause.stop();
    const QString text = m_line->text();
    m_services.searchProducts(text.trimmed(), maximumHits, whileAlive(this, [this, text](Result<std::vector<ProductHit>> hits) {
                                  show(text, std::move(hits));
                              }));
}

void ProductSearch::show(const QString &text, Result<std::vector<ProductHit>> hits)
{
    if (text != m_line->text()) {
        return; // the answer to what has been typed since is still to come
    }
    const bool chooseFirst = std::exchange(m_chooseFirst, false);
    m_shownFor = text;
    m_model->setRows(hits ? *hits : std::vector<ProductHit>());
    const bool none = m_model->rowCount() == 0;
    m_stack->setCurrentIndex(none ? 1 : 0);
    if (!hits) {
        tell(tr("The search did not work"), errorText(hits.error()));
    } else if (none && text.trimmed().isEmpty()) {
        tell(tr("The catalogue is empty"), tr("Import a catalogue first: Ctrl+3 in the main window."));
    } else if (none) {
        tell(tr("Nothing found"), tr("No product's name or SKU holds “%1”.").arg(text.trimmed()));
    } else if (chooseFirst) {
        choose(0);
    }
}

void ProductSearch::choose(int row)
{
    if (row >= 0 && row < m_model->rowCount()) {
        Q_EMIT chosen(m_model->rows()[std::size_t(row)]);
    }
}

void ProductSearch::tell(const QString &title, const QString &text)
{
    m_none->setTexts(title, text);
}

} // namespace tidegate
