// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sales/sale_editor.h"

#include "ui/common/alive.h"
#include "ui/common/format.h"
#include "ui/common/question.h"
#include "ui/common/table.h"
#include "ui/sales/product_search.h"
#include "ui/sales/sale_items_model.h"

#include <QDateTimeEdit>
#include <QGridLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QRegularExpression>
#include <QShortcut>
#include <QTimeZone>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int maximumName = 200;
constexpr UtcMillis quarterHour = 15 * 60 * 1000;

int itemColumn(const QString &field)
{
    if (field == "price"_L1) {
        return SaleItemsModel::Price;
    }
    if (field == "quota"_L1) {
        return SaleItemsModel::Quota;
    }
    return field == "limit_per_shopper"_L1 ? SaleItemsModel::Limit : SaleItemsModel::Product;
}

QDateTimeEdit *momentEdit()
{
    auto *edit = new QDateTimeEdit;
    edit->setCalendarPopup(true);
    // Qt's short format shows two figures of the year, of which the user can't see the century.
    QString format = QLocale().dateTimeFormat(QLocale::ShortFormat);
    format.replace(QRegularExpression(u"\\by+\\b"_s), u"yyyy"_s).remove(QRegularExpression(u"\\s*t+$"_s));
    edit->setDisplayFormat(format);
    return edit;
}

} // namespace

SaleEditor::SaleEditor(ConsoleServices &services, const Clock &clock, const std::optional<SaleView> &sale, QWidget *parent)
    : QDialog(parent)
    , m_services(services)
    , m_clock(clock)
    , m_banner(new Banner)
{
    setWindowTitle(sale ? tr("Change flash sale") : tr("New flash sale"));
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(10);
    layout->addWidget(m_banner);
    m_form = new QWidget;
    auto *form = new QVBoxLayout(m_form);
    form->setContentsMargins(0, 0, 0, 0);
    form->setSpacing(10);
    form->addWidget(buildFields());
    form->addWidget(buildItems(), 1);
    layout->addWidget(m_form, 1);
    layout->addLayout(buildButtons());
    fill(sale);
    setTabOrders();
    const QSize wanted(fontMetrics().averageCharWidth() * 145, fontMetrics().height() * 40);
    resize(parent ? wanted.boundedTo(parent->size() - QSize(40, 40)) : wanted);
    m_name->setFocus();
}

QWidget *SaleEditor::buildFields()
{
    m_name = new QLineEdit;
    m_name->setMaxLength(maximumName);
    m_name->setPlaceholderText(tr("What shoppers see, for example “Friday flash”"));
    m_starts = momentEdit();
    m_ends = momentEdit();
    auto *fields = new QWidget;
    auto *grid = new QGridLayout(fields);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(14);
    grid->setVerticalSpacing(3);
    addField(grid, 0, u"name"_s, tr("&Name"), m_name);
    addField(grid, 1, u"starts_at"_s, tr("&Starts"), m_starts);
    addField(grid, 2, u"ends_at"_s, tr("&Ends"), m_ends);
    grid->setColumnStretch(0, 1);
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(m_clock.utc());
    QLabel *zone = mutedLabel(tr("Times of this computer (%1)").arg(now.timeZoneAbbreviation()));
    scaleFont(zone, 0.88);
    grid->addWidget(zone, 3, 1, 1, 2);
    connect(m_name, &QLineEdit::textEdited, this, [this] { m_dirty = true; });
    for (QDateTimeEdit *edit : {m_starts, m_ends}) {
        connect(edit, &QDateTimeEdit::dateTimeChanged, this, [this] { m_dirty = true; });
    }
    return fields;
}

void SaleEditor::addField(QGridLayout *grid, int column, const QString &name, const QString &text, QWidget *field)
{
    QLabel *label = plainLabel(text);
    label->setBuddy(field);
    field->setObjectName(name);
    QString spoken = text;
    field->setAccessibleName(spoken.remove(u'&'));
    QLabel *error = plainLabel({});
    error->setForegroundRole(QPalette::BrightText);
    error->setWordWrap(true);
    error->setAlignment(Qt::AlignLeading | Qt::AlignTop);
    error->setObjectName(name + "Error"_L1);
    error->hide();
    grid->addWidget(label, 0, column);
    grid->addWidget(field, 1, column);
    grid->addWidget(error, 2, column);
    m_fields[name] = {field, error};
}

QWidget *SaleEditor::buildItems()
{
    m_search = new ProductSearch(m_services);
    m_items = new SaleItemsModel(this);
    m_table = new Table(u"saleItems"_s, tr("Items of the sale"));
    m_table->showModel(m_items, Qt::EditRole);
    m_table->setSortingEnabled(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectItems);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::AnyKeyPressed | QAbstractItemView::EditKeyPressed
                             | QAbstractItemView::DoubleClicked | QAbstractItemView::SelectedClicked);
    m_table->setTabKeyNavigation(true);
    m_table->setFrameShape(QFrame::StyledPanel);
    m_table->setItemDelegate(new SaleItemDelegate(m_table));
    m_table->horizontalHeader()->setMinimumSectionSize(fontMetrics().averageCharWidth() * 14);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(SaleItemsModel::Product, QHeaderView::Stretch);
    m_remove = iconButton(u"remove"_s, tr("&Remove item"));
    m_remove->setEnabled(false);

    QLabel *find = plainLabel(tr("Add &products from the catalogue"));
    find->setBuddy(m_search->line());
    QLabel *chosen = plainLabel(tr("&Items of this sale"));
    chosen->setBuddy(m_table);
    QLabel *error = plainLabel({});
    error->setForegroundRole(QPalette::BrightText);
    error->setWordWrap(true);
    error->setObjectName(u"itemsError"_s);
    error->hide();
    m_fields[u"items"_s] = {m_table, error};

    auto *items = new QWidget;
    auto *layout = new QVBoxLayout(items);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(find);
    layout->addWidget(m_search, 2);
    auto *heading = new QHBoxLayout;
    heading->addWidget(chosen);
    heading->addStretch();
    heading->addWidget(m_remove);
    layout->addLayout(heading);
    layout->addWidget(m_table, 3);
    layout->addWidget(error);

    connect(m_search, &ProductSearch::chosen, this, &SaleEditor::addProduct);
    connect(m_remove, &QPushButton::clicked, this, &SaleEditor::removeItem);
    connect(new QShortcut(QKeySequence::Delete, m_table, nullptr, nullptr, Qt::WidgetShortcut), &QShortcut::activated, this,
            &SaleEditor::removeItem);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &current) { m_remove->setEnabled(current.isValid()); });
    connect(m_items, &QAbstractItemModel::dataChanged, this, [this] {
        m_dirty = true;
        if (!m_fields[u"items"_s].error->isHidden()) {
            showItemsError();
        }
    });
    return items;
}

QLayout *SaleEditor::buildButtons()
{
    m_busyBar = busyBar();
    m_busyText = mutedLabel(tr("Saving…"));
    m_busyText->hide();
    m_save = textButton(tr("&Create sale"));
    m_save->setToolTip(tr("Ctrl+Enter"));
    m_cancel = textButton(tr("Cancel"));
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_busyText);
    buttons->addWidget(m_busyBar, 1);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_save);
    connect(m_save, &QPushButton::clicked, this, &SaleEditor::submit);
    connect(m_cancel, &QPushButton::clicked, this, &SaleEditor::reject);
    for (const auto key : {Qt::Key_Return, Qt::Key_Enter}) {
        connect(new QShortcut(QKeySequence(Qt::CTRL | key), this), &QShortcut::activated, this, &SaleEditor::submit);
    }
    return buttons;
}

void SaleEditor::fill(const std::optional<SaleView> &sale)
{
    if (sale) {
        m_saleId = sale->id;
        m_version = sale->version;
        m_name->setText(sale->name);
        m_starts->setDateTime(QDateTime::fromMSecsSinceEpoch(sale->startsAt));
        m_ends->setDateTime(QDateTime::fromMSecsSinceEpoch(sale->endsAt));
        m_items->setItems(sale->items);
        m_save->setText(tr("Save &changes"));
    } else {
        const UtcMillis next = (m_clock.utc() / quarterHour + 1) * quarterHour;
        m_starts->setDateTime(QDateTime::fromMSecsSinceEpoch(next));
        m_ends->setDateTime(QDateTime::fromMSecsSinceEpoch(next + 4 * quarterHour));
    }
    m_dirty = false;
}

void SaleEditor::setTabOrders()
{
    setTabOrder(m_name, m_starts);
    setTabOrder(m_starts, m_ends);
    setTabOrder(m_ends, m_search->line());
    setTabOrder(m_table, m_remove);
    setTabOrder(m_remove, m_save);
    setTabOrder(m_save, m_cancel);
}

void SaleEditor::addProduct(const ProductHit &product)
{
    m_items->addProduct(product);
    m_dirty = true;
    setFieldError(u"items"_s, {});
    // Straight to what has to be decided about it.
    m_table->setFocus(Qt::TabFocusReason);
    m_table->setCurrentIndex(m_table->model()->index(m_items->rowOf(product.sku), SaleItemsModel::Price));
    m_table->edit(m_table->currentIndex());
}

void SaleEditor::removeItem()
{
    const int row = m_table->currentSourceRow();
    if (row < 0) {
        return;
    }
    m_items->removeAt(row);
    m_dirty = true;
    showItemsError();
}

void SaleEditor::submit()
{
    if (!m_save->isEnabled()) {
        return;
    }
    m_save->setFocus(); // takes over what is being typed into a cell
    m_banner->clear();
    if (!validate()) {
        focusFirstError();
        return;
    }
    SaleDraft draft{.id = m_saleId,
                    .version = m_version,
                    .name = m_name->text().trimmed(),
                    .startsAt = m_starts->dateTime().toMSecsSinceEpoch(),
                    .endsAt = m_ends->dateTime().toMSecsSinceEpoch(),
                    .items = m_items->draft()};
    setBusy(true);
    m_services.saveSale(draft, whileAlive(this, [this](Result<SaleView> result) {
                            setBusy(false);
                            if (!result) {
                                m_save->setFocus();
                                showRefusal(result.error());
                                return;
                            }
                            m_dirty = false;
                            Q_EMIT saved(*result);
                            accept();
                        }));
}

bool SaleEditor::validate()
{
    for (const auto &[name, field] : m_fields) {
        setFieldError(name, {});
    }
    bool ok = true;
    const auto refuse = [&](const QString &field, const QString &message) {
        setFieldError(field, message);
        ok = false;
    };
    if (m_name->text().trimmed().isEmpty()) {
        refuse(u"name"_s, tr("Give the sale a name."));
    }
    const UtcMillis ends = m_ends->dateTime().toMSecsSinceEpoch();
    if (ends <= m_starts->dateTime().toMSecsSinceEpoch()) {
        refuse(u"ends_at"_s, tr("It must end after it starts."));
    } else if (ends <= m_clock.utc()) {
        refuse(u"ends_at"_s, tr("This time has passed."));
    }
    if (m_items->rowCount() == 0) {
        refuse(u"items"_s, tr("Add at least one product from the catalogue."));
    } else if (!m_items->validate()) {
        showItemsError();
        ok = false;
    }
    return ok;
}

void SaleEditor::setFieldError(const QString &field, const QString &message)
{
    const Field &shown = m_fields.at(field);
    shown.error->setText(message);
    shown.error->setVisible(!message.isEmpty());
    shown.widget->setAccessibleDescription(message);
}

void SaleEditor::showRefusal(const Error &error)
{
    QStringList homeless;
    for (const FieldError &field : error.fields) {
        if (!showFieldError(field)) {
            homeless += field.message;
        }
    }
    if (error.fields.empty()) {
        homeless += errorText(error);
    }
    if (!homeless.isEmpty()) {
        m_banner->tell(Banner::Tone::Bad, homeless.join(u' '));
    }
    focusFirstError();
}

bool SaleEditor::showFieldError(const FieldError &error)
{
    static const QRegularExpression itemField(u"^items\\[(\\d+)\\](?:\\.(\\w+))?$"_s);
    const QRegularExpressionMatch match = itemField.match(error.field);
    if (match.hasMatch() && match.captured(1).toInt() < m_items->rowCount()) {
        m_items->setError(match.captured(1).toInt(), itemColumn(match.captured(2)), error.message);
        showItemsError();
        return true;
    }
    if (!m_fields.contains(error.field)) {
        return false;
    }
    setFieldError(error.field, error.message);
    return true;
}

void SaleEditor::showItemsError()
{
    setFieldError(u"items"_s, m_items->firstError());
}

void SaleEditor::focusFirstError()
{
    for (const QString &name : {u"name"_s, u"starts_at"_s, u"ends_at"_s}) {
        if (!m_fields[name].error->isHidden()) {
            m_fields[name].widget->setFocus(Qt::OtherFocusReason);
            return;
        }
    }
    if (m_fields[u"items"_s].error->isHidden()) {
        return;
    }
    if (m_items->rowCount() == 0) {
        m_search->line()->setFocus(Qt::OtherFocusReason);
        return;
    }
    m_table->setFocus(Qt::OtherFocusReason);
    const QModelIndex wrong = m_items->firstErrorIndex();
    m_table->setCurrentIndex(m_table->model()->index(wrong.row(), wrong.column()));
}

void SaleEditor::setBusy(bool busy)
{
    m_busy = busy;
    m_busyBar->setVisible(busy);
    m_busyText->setVisible(busy);
    m_form->setEnabled(!busy);
    m_save->setEnabled(!busy);
    m_cancel->setEnabled(!busy);
}

void SaleEditor::reject()
{
    if (m_busy) {
        return; // nobody knows yet whether it is saved
    }
    if (!m_dirty) {
        QDialog::reject();
        return;
    }
    ask(this,
        {.title = tr("Discard what you entered?"),
         .text = tr("The sale has not been saved."),
         .action = tr("&Discard"),
         .risky = true},
        [this] { QDialog::reject(); });
}

} // namespace tidegate
