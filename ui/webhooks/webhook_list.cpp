// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/webhooks/webhook_list.h"

#include "ui/common/alive.h"
#include "ui/common/format.h"
#include "ui/common/icon.h"
#include "ui/common/question.h"
#include "ui/common/table.h"
#include "ui/partners/partner_box.h"
#include "ui/webhooks/replay_dialog.h"
#include "ui/webhooks/webhook_details.h"
#include "ui/webhooks/webhooks_model.h"

#include <QComboBox>
#include <QHeaderView>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int pageSize = 100;
/// So many rows come anew each second at most.
constexpr int maximumLive = 500;

} // namespace

WebhookList::WebhookList(WebhookDirection direction, WebhookServices &services, PartnerServices &partners, const Clock &clock,
                         QWidget *parent)
    : QWidget(parent)
    , m_direction(direction)
    , m_services(services)
    , m_clock(clock)
    , m_model(new WebhooksModel(direction, clock, this))
    , m_table(new Table(direction == WebhookDirection::Incoming ? u"webhooks"_s : u"callbacks"_s,
                        direction == WebhookDirection::Incoming ? tr("Webhooks") : tr("Callbacks")))
    , m_partner(new PartnerBox(partners))
    , m_details(new WebhookDetails(direction))
{
    auto *splitter = new QSplitter(Qt::Vertical);
    splitter->setObjectName(direction == WebhookDirection::Incoming ? u"webhooksSplitter"_s : u"callbacksSplitter"_s);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(12);
    splitter->addWidget(buildList());
    splitter->addWidget(m_details);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setSizes({320, 260});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->addWidget(splitter);
    m_model->setAsk([this](const QString &cursor) { askMore(cursor); });
    connect(m_details, &WebhookDetails::replayWanted, this, &WebhookList::confirmReplay);
}

QWidget *WebhookList::buildList()
{
    const bool incoming = m_direction == WebhookDirection::Incoming;
    m_table->showModel(m_model, WebhooksModel::SortRole);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    const int letter = fontMetrics().averageCharWidth();
    const int widths[] = {26, 28, 22, 16, 11, 40};
    for (int column = 0; column < WebhooksModel::ColumnCount; ++column) {
        m_table->setColumnWidth(column, letter * widths[column]);
    }
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_none = new EmptyState(u"webhook"_s, {}, {});
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_none);
    m_stack->addWidget(new EmptyState(u"clock"_s, incoming ? tr("Reading the webhooks…") : tr("Reading the callbacks…"), {}));
    m_stack->setCurrentIndex(2);
    m_stack->setMinimumHeight(fontMetrics().height() * 6);
    m_targets = new ElidedLabel;
    auto *icon = new IconView(16);
    icon->setIcon(themedIcon(u"warning"_s, IconTone::Warning));
    m_targetLine = new QWidget;
    auto *line = new QHBoxLayout(m_targetLine);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(6);
    line->addWidget(icon);
    line->addWidget(m_targets, 1);
    m_targetLine->hide();
    auto *card = new Card;
    card->body()->addLayout(buildFilters());
    card->body()->addWidget(m_targetLine);
    card->body()->addWidget(m_stack, 1);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        const WebhookView *view = selected();
        if (view && view->id != m_selectedId) {
            m_selectedId = view->id;
            showSelected();
            m_askingDetail = false;
            askDetail();
        }
    });
    return card;
}

QLayout *WebhookList::buildFilters()
{
    m_state = new QComboBox;
    m_state->setObjectName(u"webhookState"_s);
    m_state->setAccessibleName(tr("Status of those that are shown"));
    m_state->addItem(tr("Any status"));
    const int last = int(m_direction == WebhookDirection::Incoming ? WebhookState::Dead : WebhookState::Dropped);
    for (int state = 0; state <= last; ++state) {
        m_state->addItem(webhookStateIcon(WebhookState(state)), webhookStateText(WebhookState(state), m_direction));
    }
    m_replayAll = iconButton(u"refresh"_s, tr("Replay all &dead…"));
    m_replayAll->setToolTip(tr("Those of the chosen partner, since a time"));
    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    for (QComboBox *box : {static_cast<QComboBox *>(m_partner), m_state}) {
        box->setMinimumHeight(m_replayAll->sizeHint().height());
        line->addWidget(box);
    }
    line->addStretch();
    line->addWidget(m_replayAll);
    connect(m_partner, &PartnerBox::chosenChanged, this, &WebhookList::filterChanged);
    connect(m_state, &QComboBox::activated, this, &WebhookList::filterChanged);
    connect(m_replayAll, &QPushButton::clicked, this, &WebhookList::chooseSince);
    return line;
}

WebhookQuery WebhookList::query() const
{
    WebhookQuery query{.partnerId = m_partner->chosen(), .state = {}};
    if (m_state->currentIndex() > 0) {
        query.state = WebhookState(m_state->currentIndex() - 1);
    }
    return query;
}

void WebhookList::refresh()
{
    m_partner->refresh();
    askRows();
    askDetail();
    if (m_direction == WebhookDirection::Outgoing) {
        askTargets();
    }
}

void WebhookList::askRows()
{
    if (m_asking) {
        return;
    }
    m_asking = true;
    const int limit = std::clamp(m_model->rowCount(), pageSize, maximumLive);
    m_services.webhooks(m_direction, query(), limit, {}, whileAlive(this, [this, asked = query()](Result<WebhookViewPage> page) {
                            m_asking = false;
                            take(asked, std::move(page));
                        }));
}

void WebhookList::take(const WebhookQuery &asked, Result<WebhookViewPage> page)
{
    if (!(asked == query())) {
        askRows();
        return;
    }
    if (!page) {
        Q_EMIT unreadable(page.error());
        return;
    }
    Q_EMIT readable();
    m_model->refreshFirstPage(std::move(page->rows), page->nextCursor);
    const bool all = asked == WebhookQuery();
    if (m_direction == WebhookDirection::Incoming) {
        m_none->setTexts(all ? tr("No webhooks yet") : tr("No such webhooks"),
                         all ? tr("What partners' stock systems send is listed here, with what was done about it.")
                             : tr("No webhook fits what is chosen above."));
    } else {
        m_none->setTexts(all ? tr("No callbacks yet") : tr("No such callbacks"),
                         all ? tr("What is sent to partners' callback addresses is listed here, with every attempt.")
                             : tr("No callback fits what is chosen above."));
    }
    m_stack->setCurrentIndex(m_model->rowCount() > 0 ? 0 : 1);
    showSelected();
}

void WebhookList::askMore(const QString &cursor)
{
    m_services.webhooks(m_direction, query(), pageSize, cursor,
                        whileAlive(this, [this, asked = query()](Result<WebhookViewPage> page) {
                            if (!(asked == query())) {
                                return;
                            }
                            if (!page) {
                                m_model->failPage();
                                Q_EMIT unreadable(page.error());
                                return;
                            }
                            m_model->appendPage(std::move(page->rows), page->nextCursor);
                        }));
}

void WebhookList::filterChanged()
{
    m_model->setFirstPage({}, {});
    m_stack->setCurrentIndex(2);
    m_selectedId.clear();
    showSelected();
    askRows();
}

const WebhookView *WebhookList::selected() const
{
    const int row = m_table->selectionModel()->hasSelection() ? m_table->currentSourceRow() : -1;
    return row < 0 ? nullptr : &m_model->rows()[std::size_t(row)];
}

void WebhookList::showSelected()
{
    m_details->showView(selected());
}

void WebhookList::askDetail()
{
    const WebhookView *view = selected();
    if (!view || m_askingDetail) {
        return;
    }
    m_askingDetail = true;
    m_services.webhook(m_direction, view->id,
                       whileAlive(this, [this, id = view->id](const Result<WebhookDetail> &detail) { takeDetail(id, detail); }));
}

void WebhookList::takeDetail(const QString &id, const Result<WebhookDetail> &detail)
{
    if (id != m_selectedId) {
        return;
    }
    m_askingDetail = false;
    if (detail) {
        m_details->showDetail(*detail);
    } else {
        m_details->showFailure(tr("It can't be read. %1").arg(errorText(detail.error())));
    }
}

void WebhookList::askTargets()
{
    m_services.callbackTargets(whileAlive(this, [this](const Result<std::vector<CallbackTarget>> &targets) {
        showTargets(targets ? *targets : std::vector<CallbackTarget>());
    }));
}

void WebhookList::showTargets(const std::vector<CallbackTarget> &targets)
{
    QStringList failing;
    for (const CallbackTarget &target : targets) {
        if (target.state == BreakerState::Open) {
            failing += tr("%1 (tried again in %2)").arg(target.target, spanText(target.retryIn));
        } else if (target.state == BreakerState::HalfOpen) {
            failing += tr("%1 (being tried)").arg(target.target);
        }
    }
    m_targets->setText(tr("%Ln address(es) failed again and again, and callbacks to them wait: %1", nullptr, int(failing.size()))
                           .arg(failing.join(u", "_s)));
    m_targetLine->setVisible(!failing.isEmpty());
}

void WebhookList::confirmReplay()
{
    const WebhookView *view = selected();
    if (!view) {
        return;
    }
    const bool incoming = m_direction == WebhookDirection::Incoming;
    const QString again = view->state == WebhookState::Done
        ? tr("It was delivered already. It is sent again under the same id, by which the partner can tell that it is the same.")
        : tr("It is sent again, with new retries, to the address that the partner has now.");
    ask(this,
        {.title = incoming ? tr("Work on this webhook of “%1” again?").arg(view->partnerName)
                           : tr("Send this callback to “%1” again?").arg(view->partnerName),
         .text = incoming ? tr("It is worked on again, with new retries. Stock that somebody counted later is not overwritten.")
                          : again,
         .action = tr("&Replay")},
        [this, view = *view] { replay(view); });
}

void WebhookList::replay(const WebhookView &view)
{
    setBusy(true);
    m_services.replay(
        m_direction, view.id, whileAlive(this, [this, view](const Result<WebhookView> &result) {
            setBusy(false);
            if (result) {
                Q_EMIT told(Banner::Tone::Good, tr("“%1” of “%2” is on its way again.").arg(view.type, view.partnerName));
            } else {
                Q_EMIT told(Banner::Tone::Bad,
                            tr("“%1” of “%2” was not replayed. %3").arg(view.type, view.partnerName, errorText(result.error())));
            }
            refresh();
        }));
}

void WebhookList::chooseSince()
{
    const QString partnerId = m_partner->chosen();
    auto *dialog = new ReplayDialog(
        m_direction, partnerId.isEmpty() ? QString() : m_partner->currentText(), m_clock.utc(),
        [this, partnerId](UtcMillis since) { replaySince(partnerId, since); }, window());
    dialog->open();
}

void WebhookList::replaySince(const QString &partnerId, UtcMillis since)
{
    setBusy(true);
    m_services.replayDead(m_direction, partnerId, since, whileAlive(this, [this](const Result<qint64> &count) {
                              setBusy(false);
                              if (!count) {
                                  Q_EMIT told(Banner::Tone::Bad, tr("Not all were replayed. %1").arg(errorText(count.error())));
                              } else if (*count == 0) {
                                  Q_EMIT told(Banner::Tone::Info, tr("There was no dead one since then."));
                              } else {
                                  Q_EMIT told(Banner::Tone::Good,
                                              tr("%Ln message(s) are on their way again.", nullptr, plural(*count)));
                              }
                              refresh();
                          }));
}

void WebhookList::setBusy(bool busy)
{
    m_busy = busy;
    m_replayAll->setEnabled(!busy);
    m_details->setBusy(busy);
}

} // namespace tidegate
