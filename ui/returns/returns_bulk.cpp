// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/returns_bulk.h"

#include "ui/common/alive.h"
#include "ui/common/format.h"
#include "ui/common/table.h"
#include "ui/common/widgets.h"
#include "ui/orders/cells_model.h"
#include "ui/returns/return_texts.h"
#include "ui/returns/return_words.h"

#include <QProgressBar>
#include <QPushButton>

#include <chrono>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr QSize firstSize(760, 480);
constexpr auto showPause = std::chrono::milliseconds(100);

QString titleOf(RmaStep step, int count)
{
    switch (step) {
    case RmaStep::Validate: return ReturnsBulk::tr("Validate %Ln return(s)", nullptr, count);
    case RmaStep::Approve: return ReturnsBulk::tr("Approve %Ln return(s)", nullptr, count);
    case RmaStep::Retry: return ReturnsBulk::tr("Try %Ln return(s) again", nullptr, count);
    default: return ReturnsBulk::tr("Decline %Ln return(s)", nullptr, count);
    }
}

} // namespace

ReturnsBulk::ReturnsBulk(ReturnServices &services, RmaStep step, const QString &reason, std::vector<RmaSummary> returns,
                         QWidget *parent)
    : QDialog(parent)
    , m_services(services)
    , m_step(step)
    , m_reason(reason)
    , m_returns(std::move(returns))
    , m_outcomes(m_returns.size())
    , m_model(new CellsModel({{tr("Return")}, {tr("Customer")}, {tr("Outcome")}}, this))
    , m_sum(plainLabel({}))
    , m_bar(new QProgressBar)
    , m_close(textButton(tr("&Stop")))
{
    setWindowTitle(titleOf(step, int(m_returns.size())));
    setWindowModality(Qt::WindowModal);
    setAttribute(Qt::WA_DeleteOnClose);
    auto *table = new Table(u"bulkOutcomes"_s, tr("What became of each return"));
    table->showInSequence(m_model, {25, 30});
    table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_sum->setObjectName(u"bulkSum"_s);
    m_sum->setWordWrap(true);
    scaleFont(m_sum, 1.05, true);
    m_bar->setRange(0, int(m_returns.size()));
    QSizePolicy keepsRoom = m_bar->sizePolicy();
    keepsRoom.setRetainSizeWhenHidden(true);
    m_bar->setSizePolicy(keepsRoom);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_bar, 1);
    buttons->addWidget(m_close);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(12);
    layout->addWidget(m_sum);
    layout->addWidget(table, 1);
    layout->addLayout(buttons);
    resize(firstSize);
    connect(m_close, &QPushButton::clicked, this, &ReturnsBulk::reject);
    m_showTimer.setSingleShot(true);
    m_showTimer.setInterval(showPause);
    connect(&m_showTimer, &QTimer::timeout, this, &ReturnsBulk::showRows);
    m_close->setFocus();
    showRows();
}

void ReturnsBulk::start()
{
    next();
}

void ReturnsBulk::next()
{
    if (m_stopped || m_next == m_returns.size()) {
        end();
        return;
    }
    const std::size_t index = m_next++;
    const RmaSummary &rma = m_returns[index];
    const ReturnWrite write{rma.id, rma.version, m_services.newKey()};
    auto answer = whileAlive(this, [this, index](const Result<RmaAnswer> &result) { take(index, result); });
    switch (m_step) {
    case RmaStep::Validate: m_services.validateReturn(write, answer); break;
    case RmaStep::Approve: m_services.approveReturn(write, answer); break;
    case RmaStep::Retry: m_services.retryReturn(write, answer); break;
    default: m_services.declineReturn(write, m_reason, answer); break;
    }
}

void ReturnsBulk::take(std::size_t index, const Result<RmaAnswer> &answer)
{
    ++(answer ? m_done : m_refused);
    m_outcomes[index] = answer ? tr("Done") : tr("Refused: %1").arg(stepRefusalText(answer.error()));
    if (!m_showTimer.isActive()) {
        m_showTimer.start();
    }
    next();
}

void ReturnsBulk::showRows()
{
    std::vector<CellRow> rows;
    for (std::size_t index = 0; index < m_returns.size(); ++index) {
        const RmaSummary &rma = m_returns[index];
        const bool done = m_outcomes[index] == tr("Done");
        const bool waits = m_outcomes[index].isEmpty();
        rows.push_back({rma.id,
                        {rma.number, customerText(rma),
                         !waits       ? m_outcomes[index]
                             : m_over ? tr("Not begun; as it was")
                                      : u"…"_s},
                        waits      ? u"clock"_s
                            : done ? u"good"_s
                                   : u"bad"_s,
                        waits      ? IconTone::Muted
                            : done ? IconTone::Good
                                   : IconTone::Bad});
    }
    m_model->setRows(std::move(rows));
    m_bar->setValue(m_done + m_refused);
    QStringList parts{tr("%Ln done", "returns", m_done)};
    if (m_refused > 0) {
        parts += tr("%Ln refused", "returns", m_refused);
    }
    if (m_over && m_next < m_returns.size()) {
        parts += tr("%Ln not begun", "returns", int(m_returns.size() - m_next));
    }
    QString text = parts.join(u", "_s) + u'.';
    if (m_over && m_refused > 0) {
        text += u' ' + tr("What was refused is as it was; nothing is half done.");
    }
    m_sum->setText(text);
}

void ReturnsBulk::end()
{
    m_showTimer.stop();
    m_over = true;
    m_close->setText(tr("&Close"));
    m_bar->hide();
    showRows();
    Q_EMIT finished();
}

void ReturnsBulk::reject()
{
    if (m_over) {
        QDialog::reject();
        return;
    }
    m_stopped = true;
}

} // namespace tidegate
