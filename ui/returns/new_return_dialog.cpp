// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/new_return_dialog.h"

#include "ui/common/alive.h"
#include "ui/common/format.h"
#include "ui/common/search_field.h"
#include "ui/common/table.h"
#include "ui/orders/cells_model.h"
#include "ui/orders/order_texts.h"
#include "ui/returns/return_texts.h"
#include "ui/returns/return_upload.h"
#include "ui/returns/return_words.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileInfo>
#include <QGridLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QStackedWidget>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int ordersShown = 20;
constexpr int longestNote = 1'000;
constexpr auto typingPause = std::chrono::milliseconds(250);

enum LinesPage { NotePage, FormPage };

QString goodsOf(const Order &order)
{
    QStringList goods;
    for (const OrderLine &line : order.lines) {
        goods += line.shipped > 0 ? NewReturnDialog::tr("%1 × %2 shipped", "quantity, product").arg(line.shipped).arg(line.name)
                                  : NewReturnDialog::tr("%1 (not shipped)").arg(line.name);
    }
    return goods.join(u", "_s);
}

} // namespace

NewReturnDialog::NewReturnDialog(ReturnServices &services, QWidget *parent)
    : FormDialog(tr("New return"), tr("&Make the return"), parent)
    , m_services(services)
    , m_model(new CellsModel({{tr("Order")}, {tr("Customer")}, {tr("Bought")}, {tr("Products")}}, this))
{
    addField(u"order"_s, tr("&Order"), buildOrders());
    addField(u"lines"_s, tr("What comes back"), buildLines());
    addField(u"photos"_s, tr("Photos"), buildPhotos());
    m_override = new QCheckBox(tr("A&gainst the rules: neither the return window nor final sale count"));
    m_override->setObjectName(u"override"_s);
    m_warning =
        plainLabel(tr("Take care: the customer gets a return that the rules refuse. It is written down who allowed it, and "
                      "it is neither validated nor approved by itself."));
    m_warning->setForegroundRole(QPalette::BrightText);
    m_warning->setWordWrap(true);
    m_warning->setObjectName(u"overrideWarning"_s);
    m_warning->hide();
    m_sum = mutedLabel({});
    m_sum->setObjectName(u"newReturnSum"_s);
    addWidget(m_override);
    addWidget(m_warning);
    addWidget(m_sum);
    connect(m_override, &QCheckBox::toggled, this, [this](bool on) {
        setDirty();
        m_warning->setVisible(on);
        applyRules();
    });
    m_searchTimer.setSingleShot(true);
    m_searchTimer.setInterval(typingPause);
    connect(&m_searchTimer, &QTimer::timeout, this, &NewReturnDialog::searchOrders);
    setMinimumWidth(fontMetrics().averageCharWidth() * 120);
    searchOrders();
    recount();
    m_search->setFocus();
}

QWidget *NewReturnDialog::buildOrders()
{
    m_search = new SearchField(u"orderToReturn"_s, tr("Search the order"),
                               tr("Order number (8 characters or more), e-mail or SKU, by its beginning"));
    m_table = new Table(u"ordersToReturn"_s, tr("Orders that were found"));
    m_table->showInSequence(m_model, {24, 30, 20, 40});
    m_table->cutInTheMiddle(0);
    m_table->setFixedHeight((fontMetrics().height() + 12) * 5);
    m_found = mutedLabel({});
    auto *box = new QWidget;
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(m_search);
    layout->addWidget(m_table);
    layout->addWidget(m_found);
    box->setFocusProxy(m_search);
    connect(m_search, &QLineEdit::textChanged, this, [this] { m_searchTimer.start(); });
    connect(m_search, &SearchField::left, this, [this] {
        m_table->setFocus();
        if (m_model->rowCount() > 0 && !m_table->selectionModel()->hasSelection()) {
            m_table->selectSourceRow(0);
        }
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &NewReturnDialog::chooseOrder);
    return box;
}

QWidget *NewReturnDialog::buildLines()
{
    m_linesNote = mutedLabel(tr("Choose an order first."));
    m_linesNote->setAlignment(Qt::AlignCenter);
    m_linesNote->setWordWrap(true);
    m_linesNote->setObjectName(u"linesNote"_s);
    m_area = new QScrollArea;
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_linesNote);
    m_stack->addWidget(m_area);
    m_stack->setFixedHeight((fontMetrics().height() + 20) * 6);
    return m_stack;
}

QWidget *NewReturnDialog::buildPhotos()
{
    QPushButton *add = iconButton(u"plus"_s, tr("Add p&hotos…"));
    m_dropPhotos = textButton(tr("&Leave them out"));
    m_photoNames = new ElidedLabel;
    m_photoNames->setObjectName(u"newReturnPhotos"_s);
    auto *box = new QWidget;
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(add);
    layout->addWidget(m_dropPhotos);
    layout->addWidget(m_photoNames, 1);
    box->setFocusProxy(add);
    const QString obstacle = filesObstacle(m_services);
    add->setEnabled(obstacle.isEmpty());
    add->setToolTip(obstacle);
    connect(add, &QPushButton::clicked, this, [this] {
        chooseReturnFiles(this, [this](const QStringList &paths) {
            setDirty();
            setPhotos(m_photos + paths);
        });
    });
    connect(m_dropPhotos, &QPushButton::clicked, this, [this] { setPhotos({}); });
    setPhotos({});
    return box;
}

void NewReturnDialog::setPhotos(const QStringList &photos)
{
    m_photos = photos;
    m_photos.removeDuplicates();
    QStringList names;
    for (const QString &path : m_photos) {
        names += QFileInfo(path).fileName();
    }
    m_photoNames->setText(
        names.isEmpty()
            ? tr("JPEG, PNG or PDF, up to %1 files of %2 each").arg(RmaFiles::maximumCount).arg(sizeText(RmaFiles::maximumSize))
            : names.join(u", "_s));
    m_dropPhotos->setEnabled(!names.isEmpty());
}

void NewReturnDialog::searchOrders()
{
    const QString text = m_search->text().trimmed();
    m_services.ordersToReturn({.text = text, .limit = ordersShown},
                              whileAlive(this, [this, text](const Result<Page<Order>> &page) { takeOrders(text, page); }));
}

void NewReturnDialog::takeOrders(const QString &text, const Result<Page<Order>> &page)
{
    if (text != m_search->text().trimmed()) {
        return;
    }
    if (!page) {
        m_found->setText(tr("The orders can't be read. %1").arg(errorText(page.error())));
        return;
    }
    m_orders = page->items;
    std::vector<CellRow> rows;
    for (const Order &order : m_orders) {
        rows.push_back({order.id, {order.id, customerText(order), momentText(order.createdAt), goodsOf(order)}});
    }
    m_model->setRows(std::move(rows));
    m_found->setText(m_orders.empty() ? (text.isEmpty() ? tr("There are no orders yet.") : tr("No order begins like that."))
                         : page->nextCursor.isEmpty()
                         ? tr("%Ln order(s) found; Enter goes there.", nullptr, int(m_orders.size()))
                         : tr("The newest %Ln of those found; type more to narrow them down.", nullptr, int(m_orders.size())));
    if (m_orders.size() == 1 && !text.isEmpty()) {
        m_table->selectSourceRow(0);
    }
}

void NewReturnDialog::chooseOrder()
{
    const int row = m_table->selectionModel()->hasSelection() ? m_table->currentSourceRow() : -1;
    const QString orderId = row < 0 ? QString() : m_orders[std::size_t(row)].id;
    if (orderId == m_orderId) {
        return;
    }
    m_orderId = orderId;
    m_lines.clear();
    setFieldError(u"order"_s, {});
    setFieldError(u"lines"_s, {});
    if (orderId.isEmpty()) {
        showLinesNote(tr("Choose an order first."));
        return;
    }
    showLinesNote(tr("Reading the lines…"));
    askLines();
}

void NewReturnDialog::askLines()
{
    m_services.returnableLines(
        m_orderId,
        whileAlive(this, [this, id = m_orderId](const Result<std::vector<ReturnableLine>> &lines) { takeLines(id, lines); }));
}

void NewReturnDialog::takeLines(const QString &orderId, const Result<std::vector<ReturnableLine>> &lines)
{
    if (orderId != m_orderId) {
        return;
    }
    if (!lines) {
        showLinesNote(tr("The lines can't be read. %1").arg(errorText(lines.error())));
        return;
    }
    fillLines(*lines);
    if (m_lines.empty()) {
        showLinesNote(tr("Nothing of this order can be returned: it was not shipped, or is in another return already."));
    }
    applyRules();
}

void NewReturnDialog::showLinesNote(const QString &text)
{
    m_linesNote->setText(text);
    m_stack->setCurrentIndex(NotePage);
    recount();
}

void NewReturnDialog::fillLines(const std::vector<ReturnableLine> &lines)
{
    m_lines.clear();
    auto *form = new QWidget;
    auto *grid = new QGridLayout(form);
    grid->setContentsMargins(0, 0, 8, 0);
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(0, 2);
    grid->setColumnStretch(3, 2);
    int row = 0;
    for (const ReturnableLine &line : lines) {
        if (line.returnable > 0) {
            addLine(grid, row++, line);
        }
    }
    grid->setRowStretch(row, 1);
    m_area->setWidget(form);
    m_stack->setCurrentIndex(FormPage);
}

void NewReturnDialog::addLine(QGridLayout *grid, int row, const ReturnableLine &returnable)
{
    Line line;
    line.returnable = returnable;
    line.quantity = new QSpinBox;
    line.quantity->setObjectName(u"quantity-"_s + returnable.sku);
    line.quantity->setAccessibleName(tr("Units of %1 that come back").arg(returnable.name));
    line.reason = new QComboBox;
    line.reason->setObjectName(u"reason-"_s + returnable.sku);
    line.reason->setAccessibleName(tr("Why %1 comes back").arg(returnable.name));
    line.reason->addItem(tr("Choose a reason"), -1);
    for (int reason = 0; reason <= int(ReturnReason::Other); ++reason) {
        line.reason->addItem(reasonText(ReturnReason(reason)), reason);
    }
    line.note = new QLineEdit;
    line.note->setObjectName(u"note-"_s + returnable.sku);
    line.note->setMaxLength(longestNote);
    line.note->setAccessibleName(tr("The customer's words about %1").arg(returnable.name));
    line.note->setPlaceholderText(tr("The customer's words"));
    auto *name = new ElidedLabel;
    name->setText(tr("%1 · %2", "SKU, product").arg(returnable.sku, returnable.name));
    QLabel *remark = mutedLabel({});
    remark->setObjectName(u"remark-"_s + returnable.sku);
    auto *what = new QVBoxLayout;
    what->setSpacing(0);
    what->addWidget(name);
    what->addWidget(remark);
    grid->addLayout(what, row, 0);
    grid->addWidget(line.quantity, row, 1);
    grid->addWidget(line.reason, row, 2);
    grid->addWidget(line.note, row, 3);
    connect(line.quantity, &QSpinBox::valueChanged, this, &NewReturnDialog::recount);
    connect(line.quantity, &QSpinBox::valueChanged, this, [this] { setDirty(); });
    connect(line.reason, &QComboBox::activated, this, [this] { setDirty(); });
    connect(line.note, &QLineEdit::textEdited, this, [this] { setDirty(); });
    m_lines.push_back(line);
}

qint64 NewReturnDialog::offered(const ReturnableLine &line) const
{
    if (m_override->isChecked()) {
        return line.returnable;
    }
    return line.finalSale ? 0 : line.withinWindow;
}

QString NewReturnDialog::remarkOn(const ReturnableLine &line) const
{
    const QString count = tr("%Ln of them can be returned", nullptr, plural(line.returnable));
    if (line.finalSale) {
        return m_override->isChecked() ? tr("%1; final sale, overridden").arg(count) : tr("Final sale: is not taken back");
    }
    if (line.withinWindow < line.returnable && m_override->isChecked()) {
        return tr("%1; window closed, overridden").arg(count);
    }
    if (line.withinWindow == 0) {
        return line.windowEndsAt ? tr("The return window closed %1").arg(momentText(*line.windowEndsAt))
                                 : tr("The window is closed");
    }
    const QString within = tr("%Ln can be returned", nullptr, plural(line.withinWindow));
    return line.windowEndsAt ? tr("%1 until %2", "how many, when").arg(within, momentText(*line.windowEndsAt)) : within;
}

void NewReturnDialog::applyRules()
{
    for (const Line &line : m_lines) {
        const qint64 maximum = offered(line.returnable);
        line.quantity->setRange(0, plural(maximum));
        for (QWidget *widget :
             {static_cast<QWidget *>(line.quantity), static_cast<QWidget *>(line.reason), static_cast<QWidget *>(line.note)}) {
            widget->setEnabled(maximum > 0);
        }
        m_area->findChild<QLabel *>(u"remark-"_s + line.returnable.sku)->setText(remarkOn(line.returnable));
    }
    recount();
}

void NewReturnDialog::recount()
{
    qint64 units = 0;
    for (const Line &line : m_lines) {
        units += line.quantity->value();
    }
    m_sum->setText(units == 0 ? tr("Nothing is chosen yet.") : tr("%Ln unit(s) come back.", nullptr, plural(units)));
}

NewRma NewReturnDialog::wanted() const
{
    NewRma wanted{.orderId = m_orderId, .lines = {}, .overrideRules = m_override->isChecked()};
    for (const Line &line : m_lines) {
        if (line.quantity->value() > 0) {
            wanted.lines.push_back({line.returnable.orderLineId, line.quantity->value(),
                                    ReturnReason(line.reason->currentData().toInt()), line.note->text().trimmed()});
        }
    }
    return wanted;
}

void NewReturnDialog::submit()
{
    const NewRma request = wanted();
    const auto unexplained = std::find_if(m_lines.begin(), m_lines.end(), [](const Line &line) {
        return line.quantity->value() > 0 && line.reason->currentData().toInt() < 0;
    });
    if (m_orderId.isEmpty()) {
        setFieldError(u"order"_s, tr("Choose the order of which something comes back."));
        focusFirstError();
        return;
    }
    if (request.lines.empty()) {
        setFieldError(u"lines"_s, tr("Enter how many units come back."));
        return;
    }
    if (unexplained != m_lines.end()) {
        setFieldError(u"lines"_s, tr("Choose why %1 comes back.").arg(unexplained->returnable.sku));
        unexplained->reason->setFocus();
        return;
    }
    if (m_photos.size() > RmaFiles::maximumCount) {
        setFieldError(u"photos"_s, tr("A return has at most %1 files.").arg(RmaFiles::maximumCount));
        focusFirstError();
        return;
    }
    QString asked = request.orderId + (request.overrideRules ? u"!"_s : QString());
    for (const NewRmaLine &line : request.lines) {
        asked += u"|%1|%2|%3|%4"_s.arg(line.orderLineId).arg(line.quantity).arg(int(line.reason)).arg(line.note);
    }
    if (asked != m_asked) { // the same request sent again happens once
        m_asked = asked;
        m_key = m_services.newKey();
    }
    setBusy(true);
    m_services.submitReturn(request, m_key, whileAlive(this, [this](const Result<RmaAnswer> &answer) { takeAnswer(answer); }));
}

void NewReturnDialog::takeAnswer(const Result<RmaAnswer> &answer)
{
    setBusy(false);
    if (answer) {
        Q_EMIT made(*answer, m_photos);
        accept();
        return;
    }
    const Error &error = answer.error();
    QStringList complaints;
    for (const FieldError &field : error.fields) {
        complaints += field.message;
    }
    if (complaints.isEmpty()) {
        banner()->tell(Banner::Tone::Bad, stepRefusalText(error));
    } else {
        setFieldError(u"lines"_s, complaints.join(u' '));
    }
}

} // namespace tidegate
