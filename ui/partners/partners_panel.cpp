// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/partners/partners_panel.h"

#include "ui/common/format.h"
#include "ui/common/icon.h"
#include "ui/common/question.h"
#include "ui/common/search_field.h"
#include "ui/common/table.h"
#include "ui/partners/callback_test.h"
#include "ui/partners/key_actions.h"
#include "ui/partners/key_list.h"
#include "ui/partners/partner_details.h"
#include "ui/partners/partner_editor.h"
#include "ui/partners/partners_model.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

// What the box of owners means where it names no partner.
const QString everybody = u"*"_s;
const QString storefront = QString();

} // namespace

PartnersPanel::PartnersPanel(PartnerServices &services, WebhookServices &webhooks, const Clock &clock, QWidget *parent)
    : Panel(tr("Partners"), parent)
    , m_services(services)
    , m_partnersPoll(
          this, [&services](auto answer) { services.partners(std::move(answer)); },
          [this](auto result) { showPartners(std::move(result)); })
    , m_keysPoll(
          this, [&services](auto answer) { services.keys(std::move(answer)); },
          [this](auto result) { showKeys(std::move(result)); })
    , m_actions(new KeyActions(services, this))
    , m_test(new CallbackTest(services, webhooks, this))
    , m_model(new PartnersModel(this))
    , m_table(new Table(u"partners"_s, tr("Partners")))
    , m_search(new SearchField(u"partnerSearch"_s, tr("Find partners"), tr("Find by name or e-mail  ( / )")))
    , m_details(new PartnerDetails(services, clock))
    , m_tabs(new QTabWidget)
{
    QPushButton *create = iconButton(u"plus"_s, tr("&New partner…"));
    addToHeading(create);
    connect(create, &QPushButton::clicked, this, &PartnersPanel::newPartner);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(buildPartners(), themedIcon(u"partners"_s), tr("Partners"));
    m_tabs->addTab(buildKeys(clock), themedIcon(u"key"_s), tr("All keys"));
    body()->addWidget(m_tabs);
    connectDetails();
    connectKeys();
}

QWidget *PartnersPanel::buildPartners()
{
    auto *splitter = new QSplitter(Qt::Vertical);
    splitter->setObjectName(u"partnersSplitter"_s);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(12);
    splitter->addWidget(buildList());
    splitter->addWidget(m_details);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    splitter->setSizes({220, 300});
    auto *empty =
        new EmptyState(u"partners"_s, tr("No partner yet"),
                       tr("Add the first company that sends products: it gets keys, and its feeds and webhooks are shown here."));
    connect(empty->addButton(u"plus"_s, tr("New &partner…")), &QPushButton::clicked, this, &PartnersPanel::newPartner);
    m_stack = new QStackedWidget;
    m_stack->addWidget(splitter);
    m_stack->addWidget(empty);
    m_stack->addWidget(new EmptyState(u"clock"_s, tr("Reading the partners…"), {}));
    m_stack->setCurrentIndex(2);
    return m_stack;
}

QWidget *PartnersPanel::buildList()
{
    m_search->reachFrom(this);
    m_table->showModel(m_model, PartnersModel::SortRole);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    QHeaderView *header = m_table->horizontalHeader();
    header->setSectionResizeMode(PartnersModel::Name, QHeaderView::Stretch);
    const int letter = fontMetrics().averageCharWidth();
    const int widths[] = {30, 14, 30, 19, 16, 20, 12};
    for (int column = 1; column < PartnersModel::ColumnCount; ++column) {
        header->resizeSection(column, letter * widths[column]);
    }
    connect(m_search, &QLineEdit::textChanged, m_table, &Table::filter);
    connect(m_search, &SearchField::left, m_table, qOverload<>(&QWidget::setFocus));
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        const PartnerView *partner = selected();
        if (partner && partner->id != m_selectedId) {
            m_selectedId = partner->id;
            showSelected();
        }
    });
    connect(m_table, &QAbstractItemView::activated, this, &PartnersPanel::editPartner);
    auto *card = new Card;
    card->body()->addWidget(m_search);
    card->body()->addWidget(m_table);
    card->setMinimumHeight(fontMetrics().height() * 7);
    return card;
}

QWidget *PartnersPanel::buildKeys(const Clock &clock)
{
    m_keyList = new KeyList(u"allKeys"_s, clock);
    m_owner = new QComboBox;
    m_owner->setObjectName(u"keyOwner"_s);
    m_owner->setAccessibleName(tr("Whose keys"));
    m_owner->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_owner->setMinimumContentsLength(24);
    m_owner->addItem(tr("Everybody's keys"), everybody);
    m_owner->addItem(tr("Storefront keys"), storefront);
    m_keyList->addControl(m_owner);
    auto *card = new Card;
    card->body()->addWidget(m_keyList);
    connect(m_owner, &QComboBox::currentIndexChanged, this, &PartnersPanel::showFilteredKeys);
    return card;
}

void PartnersPanel::connectDetails()
{
    connect(m_details, &PartnerDetails::editWanted, this, &PartnersPanel::editPartner);
    connect(m_details, &PartnerDetails::switchOnWanted, this, &PartnersPanel::confirmSwitchOn);
    connect(m_details, &PartnerDetails::jobsWanted, this, [this] { Q_EMIT jobsWanted(m_selectedId); });
    connect(m_details, &PartnerDetails::secretWanted, this, [this] {
        if (const PartnerView *partner = selected()) {
            m_actions->renewWebhookSecret(*partner);
        }
    });
    connect(m_details, &PartnerDetails::pingWanted, this, [this] {
        if (const PartnerView *partner = selected()) {
            m_test->start(*partner);
        }
    });
    connect(m_test, &CallbackTest::told, this, [this](Banner::Tone tone, const QString &text) { banner()->tell(tone, text); });
    connect(m_details->keys(), &KeyList::newKeyWanted, this, [this] {
        if (const PartnerView *partner = selected()) {
            m_actions->create(partner);
        }
    });
}

void PartnersPanel::connectKeys()
{
    connect(m_keyList, &KeyList::newKeyWanted, this, [this] {
        const QString owner = m_owner->currentData().toString();
        const auto &partners = m_model->rows();
        const auto partner =
            std::find_if(partners.begin(), partners.end(), [&](const PartnerView &row) { return row.id == owner; });
        m_actions->create(partner == partners.end() ? nullptr : &*partner);
    });
    for (KeyList *list : {m_keyList, m_details->keys()}) {
        connect(list, &KeyList::rotateWanted, m_actions, &KeyActions::rotate);
        connect(list, &KeyList::revokeWanted, m_actions, &KeyActions::revoke);
    }
    connect(m_actions, &KeyActions::told, this, [this](Banner::Tone tone, const QString &text) { banner()->tell(tone, text); });
    connect(m_actions, &KeyActions::changed, this, &PartnersPanel::refresh);
    connect(m_actions, &KeyActions::busyChanged, m_details, &PartnerDetails::setBusy);
    connect(m_actions, &KeyActions::busyChanged, m_keyList, &KeyList::setBusy);
}

void PartnersPanel::refresh()
{
    m_partnersPoll.ask();
    m_keysPoll.ask();
    m_test->refresh();
}

QString PartnersPanel::reasonToStay() const
{
    if (m_actions->holdsSecret()) {
        return tr("A secret that was just made has not been stored yet, and can't be shown again.");
    }
    return m_editor && m_editor->hasUnsaved() ? tr("A partner that you are editing has not been saved.") : QString();
}

void PartnersPanel::newPartner()
{
    m_tabs->setCurrentIndex(0);
    openEditor(std::nullopt);
}

void PartnersPanel::editPartner()
{
    if (const PartnerView *partner = selected()) {
        openEditor(*partner);
    }
}

const PartnerView *PartnersPanel::selected() const
{
    const int row = m_table->currentSourceRow();
    return row < 0 ? nullptr : &m_model->rows()[std::size_t(row)];
}

void PartnersPanel::openEditor(const std::optional<PartnerView> &partner)
{
    if (m_editor) {
        m_editor->raise();
        m_editor->activateWindow();
        return;
    }
    m_editor = new PartnerEditor(m_services, partner, window());
    connect(m_editor, &PartnerEditor::saved, this, [this](const PartnerView &saved, bool isNew) {
        m_selectedId = saved.id;
        m_search->clear();
        banner()->tell(Banner::Tone::Good,
                       isNew ? tr("“%1” is added. Give it a key next.").arg(saved.name) : tr("“%1” is saved.").arg(saved.name));
        m_partnersPoll.ask();
    });
    m_editor->open();
}

void PartnersPanel::showPartners(Result<std::vector<PartnerView>> partners)
{
    if (!partners) {
        tellUnreadable(partners.error());
        return;
    }
    tellFresh();
    m_stack->setCurrentIndex(partners->empty() ? 1 : 0);
    m_model->setRows(std::move(*partners));
    fillOwners();
    const auto &rows = m_model->rows();
    auto kept = std::find_if(rows.begin(), rows.end(), [this](const PartnerView &row) { return row.id == m_selectedId; });
    if (kept == rows.end() && !rows.empty()) {
        kept = rows.begin();
        m_selectedId = kept->id;
    }
    if (kept != rows.end() && m_table->currentSourceRow() != int(kept - rows.begin())) {
        m_table->selectSourceRow(int(kept - rows.begin()));
    }
    showSelected();
}

void PartnersPanel::fillOwners()
{
    constexpr int fixed = 2;
    const auto &partners = m_model->rows();
    bool same = m_owner->count() == int(partners.size()) + fixed;
    for (std::size_t i = 0; same && i < partners.size(); ++i) {
        same = m_owner->itemData(int(i) + fixed) == partners[i].id && m_owner->itemText(int(i) + fixed) == partners[i].name;
    }
    if (same) {
        return;
    }
    const QString chosen = m_owner->currentData().toString();
    const QSignalBlocker quiet(m_owner);
    while (m_owner->count() > fixed) {
        m_owner->removeItem(fixed);
    }
    for (const PartnerView &partner : partners) {
        m_owner->addItem(partner.name, partner.id);
    }
    m_owner->setCurrentIndex(std::max(0, m_owner->findData(chosen)));
    showFilteredKeys();
}

void PartnersPanel::showKeys(Result<std::vector<KeyView>> keys)
{
    if (!keys) {
        tellUnreadable(keys.error());
        return;
    }
    m_keys = std::move(*keys);
    showSelected();
    showFilteredKeys();
}

void PartnersPanel::showSelected()
{
    const PartnerView *partner = selected();
    m_details->showPartner(partner);
    std::vector<KeyView> keys;
    if (partner) {
        std::copy_if(m_keys.begin(), m_keys.end(), std::back_inserter(keys),
                     [&](const KeyView &key) { return key.partnerId == partner->id; });
    }
    m_details->showKeys(std::move(keys));
}

void PartnersPanel::showFilteredKeys()
{
    const QString owner = m_owner->currentData().toString();
    std::vector<KeyView> shown;
    std::copy_if(m_keys.begin(), m_keys.end(), std::back_inserter(shown),
                 [&](const KeyView &key) { return owner == everybody || key.partnerId == owner; });
    m_keyList->setEmptyTexts(tr("No valid key"),
                             owner == storefront
                                 ? tr("The shop's own site shows its key to list sales and to check out. Create one for it.")
                                 : tr("Nobody could send anything. Create a key to begin with."));
    m_keyList->setKeys(std::move(shown));
}

void PartnersPanel::confirmSwitchOn()
{
    const PartnerView *partner = selected();
    if (!partner) {
        return;
    }
    ask(this,
        {.title = tr("Switch the callback of “%1” on again?").arg(partner->name),
         .text =
             tr("Messages are sent to %1 again from now on. Those that were given up meanwhile stay in the webhook log, where they can be "
                "replayed.")
                 .arg(partner->callbackUrl),
         .action = tr("&Switch on")},
        [this, partner = *partner] { switchOn(partner); });
}

void PartnersPanel::switchOn(const PartnerView &partner)
{
    m_details->setBusy(true);
    m_services.switchCallbackOn(
        partner.id, whileAlive(this, [this, name = partner.name](const Result<PartnerView> &result) {
            m_details->setBusy(false);
            if (result) {
                banner()->tell(Banner::Tone::Good, tr("The callback of “%1” is switched on.").arg(name));
            } else {
                banner()->tell(Banner::Tone::Bad,
                               tr("The callback of “%1” stays switched off. %2").arg(name, errorText(result.error())));
            }
            m_partnersPoll.ask();
        }));
}

void PartnersPanel::tellUnreadable(const Error &error)
{
    tellStale(tr("Partners and keys can't be read; what is shown may be old. %1").arg(errorText(error)));
}

} // namespace tidegate
