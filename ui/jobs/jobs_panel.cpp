// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/jobs_panel.h"

#include "ui/common/format.h"
#include "ui/common/icon.h"
#include "ui/common/question.h"
#include "ui/common/table.h"
#include "ui/common/theme.h"
#include "ui/common/time_chart.h"
#include "ui/jobs/job_history.h"
#include "ui/jobs/job_page.h"
#include "ui/jobs/jobs_model.h"
#include "ui/partners/partner_box.h"

#include <QComboBox>
#include <QHeaderView>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int pageSize = 100;
/// So many rows come anew each second at most; what lies beyond was loaded once, and is long over.
constexpr int maximumLive = 500;
constexpr int chartHeight = 190;

enum StateChoice { AnyState, OpenState, FirstState };
enum SideChoice { BothSides, LiveSide, SandboxSide };

} // namespace

JobsPanel::JobsPanel(JobServices &services, PartnerServices &partners, const JobHistory &history, const Clock &clock,
                     QWidget *parent)
    : Panel(tr("Jobs"), parent)
    , m_services(services)
    , m_history(history)
    , m_clock(clock)
    , m_model(new JobsModel(history, clock, this))
    , m_table(new Table(u"jobs"_s, tr("Jobs")))
    , m_partner(new PartnerBox(partners))
    , m_pages(new QStackedWidget)
    , m_page(new JobPage(services))
{
    m_load = mutedLabel({});
    addToHeading(m_load);
    m_pages->addWidget(buildListPage());
    m_pages->addWidget(m_page);
    body()->addWidget(m_pages);
    m_model->setAsk([this](const QString &cursor) { askMore(cursor); });
    connect(m_page, &JobPage::backWanted, this, &JobsPanel::closeJob);
    connect(m_page, &JobPage::jobWanted, this, &JobsPanel::openJob);
    connect(m_page, &JobPage::told, this, [this](Banner::Tone tone, const QString &text) { banner()->tell(tone, text); });
    connect(m_page, &JobPage::stepWanted, this, [this](JobStep step) {
        if (!m_openId.isEmpty()) {
            m_services.job(m_openId, whileAlive(this, [this, step](const Result<JobView> &job) {
                               if (job) {
                                   confirm(*job, step);
                               } else {
                                   tellUnreadable(job.error());
                               }
                           }));
        }
    });
    connect(new QShortcut(QKeySequence(Qt::Key_Escape), m_page, nullptr, nullptr, Qt::WidgetWithChildrenShortcut),
            &QShortcut::activated, this, &JobsPanel::closeJob);
}

QWidget *JobsPanel::buildListPage()
{
    buildTable();
    auto *card = new Card;
    card->body()->addLayout(buildFilters());
    m_none = new EmptyState(u"jobs"_s, {}, {});
    m_listStack = new QStackedWidget;
    m_listStack->addWidget(m_table);
    m_listStack->addWidget(m_none);
    m_listStack->addWidget(new EmptyState(u"clock"_s, tr("Reading the jobs…"), {}));
    m_listStack->setCurrentIndex(2);
    card->body()->addWidget(m_listStack, 1);
    card->body()->addLayout(buildButtons());
    auto *page = new QWidget;
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addWidget(buildCharts());
    layout->addWidget(card, 1);
    return page;
}

QWidget *JobsPanel::buildCharts()
{
    m_processedChart = new TimeChart(tr("Throughput, rows per second"), TimeChart::Kind::Lines, rateText);
    m_processedChart->addSeries(tr("Rows dealt with"), [](const QPalette &palette) { return themeColors(palette).accent; });
    m_rejectedChart = new TimeChart(tr("Rejections, rows per second"), TimeChart::Kind::Lines, rateText);
    m_rejectedChart->addSeries(tr("Rows rejected"), [](const QPalette &palette) { return themeColors(palette).bad; });
    m_charts = new QWidget;
    auto *layout = new QHBoxLayout(m_charts);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    for (TimeChart *chart : {m_processedChart, m_rejectedChart}) {
        chart->view()->setMinimumHeight(80);
        layout->addWidget(chart);
    }
    m_charts->setFixedHeight(chartHeight);
    return m_charts;
}

QLayout *JobsPanel::buildFilters()
{
    m_state = new QComboBox;
    m_state->setObjectName(u"jobState"_s);
    m_state->setAccessibleName(tr("Status of the jobs that are shown"));
    m_state->addItem(tr("Any status"));
    m_state->addItem(tr("Queued and running"));
    for (int state = 0; state <= int(JobState::Cancelled); ++state) {
        m_state->addItem(jobStateIcon(JobState(state)), jobStateText(JobState(state)));
    }
    m_side = new QComboBox;
    m_side->setObjectName(u"jobSide"_s);
    m_side->setAccessibleName(tr("Live or sandbox"));
    m_side->addItems({tr("Live and sandbox"), tr("Live"), tr("Sandbox")});
    auto *charts = iconButton(u"chart"_s, tr("Ch&arts"));
    charts->setCheckable(true);
    charts->setChecked(true);
    charts->setToolTip(tr("Shows or hides the charts"));
    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    for (QComboBox *box : {static_cast<QComboBox *>(m_partner), m_state, m_side}) {
        box->setMinimumHeight(charts->sizeHint().height());
        line->addWidget(box);
    }
    line->addStretch();
    line->addWidget(charts);
    connect(m_partner, &PartnerBox::chosenChanged, this, &JobsPanel::filterChanged);
    connect(m_state, &QComboBox::activated, this, &JobsPanel::filterChanged);
    connect(m_side, &QComboBox::activated, this, &JobsPanel::filterChanged);
    connect(charts, &QPushButton::toggled, this, [this](bool on) { m_charts->setVisible(on); });
    return line;
}

QLayout *JobsPanel::buildButtons()
{
    m_open = iconButton(u"search"_s, tr("&Open"));
    m_open->setToolTip(tr("Counts, errors and warnings of the selected job (Enter)"));
    m_cancel = iconButton(u"stop"_s, tr("&Cancel…"));
    m_undo = iconButton(u"undo"_s, tr("&Undo…"));
    m_retry = iconButton(u"refresh"_s, tr("&Retry…"));
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    for (QPushButton *button : {m_open, m_cancel, m_undo, m_retry}) {
        buttons->addWidget(button);
    }
    buttons->addStretch();
    connect(m_open, &QPushButton::clicked, this, [this] {
        if (const JobView *job = selected()) {
            openJob(job->id);
        }
    });
    const std::array<std::pair<QPushButton *, JobStep>, 3> steps{
        {{m_cancel, JobStep::Cancel}, {m_undo, JobStep::Undo}, {m_retry, JobStep::Retry}}};
    for (const auto &[button, step] : steps) {
        connect(button, &QPushButton::clicked, this, [this, wanted = step] {
            if (const JobView *job = selected()) {
                confirm(*job, wanted);
            }
        });
    }
    allowSteps();
    return buttons;
}

void JobsPanel::buildTable()
{
    m_table->showModel(m_model, JobsModel::SortRole);
    m_table->setItemDelegateForColumn(JobsModel::Progress, new JobProgressDelegate(m_table));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    const int letter = fontMetrics().averageCharWidth();
    const int widths[] = {24, 17, 17, 24, 11, 11, 16, 15, 20, 9};
    for (int column = 0; column < JobsModel::ColumnCount; ++column) {
        m_table->setColumnWidth(column, letter * widths[column]);
    }
    m_table->horizontalHeader()->setStretchLastSection(true);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &JobsPanel::allowSteps);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &JobsPanel::allowSteps);
    connect(m_table, &QAbstractItemView::activated, this, [this] {
        if (const JobView *job = selected()) {
            openJob(job->id);
        }
    });
}

void JobsPanel::refresh()
{
    m_partner->refresh();
    if (m_openId.isEmpty()) {
        askJobs();
    } else {
        askJob();
    }
    showHistory();
}

QString JobsPanel::reasonToStay() const
{
    return m_page->isSaving() ? tr("A file with errors or rejected rows is still being written.") : QString();
}

void JobsPanel::showPartner(const QString &partnerId)
{
    m_state->setCurrentIndex(AnyState);
    m_side->setCurrentIndex(BothSides);
    m_partner->choose(partnerId);
    closeJob();
    filterChanged();
}

void JobsPanel::showHistory()
{
    if (!isVisible() || window()->isMinimized()) {
        return;
    }
    m_load->setText(tr("%Ln running", "jobs", plural(m_history.running())) + u" · "_s
                    + tr("%Ln queued", "jobs", plural(m_history.queued())));
    if (m_charts->isVisible()) {
        m_processedChart->setPoints({m_history.processed()});
        m_rejectedChart->setPoints({m_history.rejected()});
    }
    m_model->refreshRates();
}

JobQuery JobsPanel::query() const
{
    JobQuery query;
    query.partnerId = m_partner->chosen();
    if (m_side->currentIndex() != BothSides) {
        query.sandbox = m_side->currentIndex() == SandboxSide;
    }
    query.onlyOpen = m_state->currentIndex() == OpenState;
    if (m_state->currentIndex() >= FirstState) {
        query.state = JobState(m_state->currentIndex() - FirstState);
    }
    return query;
}

void JobsPanel::askJobs()
{
    if (m_asking) {
        return;
    }
    m_asking = true;
    const int limit = std::clamp(m_model->rowCount(), pageSize, maximumLive);
    m_services.jobs(query(), limit, {}, whileAlive(this, [this, asked = query()](Result<JobViewPage> page) {
                        m_asking = false;
                        takeJobs(asked, std::move(page));
                    }));
}

void JobsPanel::takeJobs(const JobQuery &asked, Result<JobViewPage> page)
{
    if (!(asked == query())) {
        askJobs();
        return;
    }
    if (!page) {
        tellUnreadable(page.error());
        return;
    }
    tellFresh();
    m_model->refreshFirstPage(std::move(page->jobs), page->nextCursor);
    const bool all = asked == JobQuery();
    m_none->setTexts(
        all ? tr("No jobs yet") : tr("No such jobs"),
        all ? tr("A job begins when a partner sends a feed, by its key or on the upload page. It is shown here while it runs.")
            : tr("No job fits what is chosen above."));
    m_listStack->setCurrentIndex(m_model->rowCount() > 0 ? 0 : 1);
    allowSteps();
}

void JobsPanel::askMore(const QString &cursor)
{
    m_services.jobs(query(), pageSize, cursor, whileAlive(this, [this, asked = query()](Result<JobViewPage> page) {
                        if (!(asked == query())) {
                            return;
                        }
                        if (!page) {
                            m_model->failPage();
                            tellUnreadable(page.error());
                            return;
                        }
                        m_model->appendPage(std::move(page->jobs), page->nextCursor);
                    }));
}

void JobsPanel::filterChanged()
{
    m_model->setFirstPage({}, {});
    m_listStack->setCurrentIndex(2);
    askJobs();
}

const JobView *JobsPanel::selected() const
{
    const int row = m_table->selectionModel()->hasSelection() ? m_table->currentSourceRow() : -1;
    return row < 0 ? nullptr : &m_model->rows()[std::size_t(row)];
}

void JobsPanel::allowSteps()
{
    if (!m_open) {
        return; // still being built
    }
    const JobView *job = selected();
    m_open->setEnabled(job);
    const std::array<std::pair<QPushButton *, JobStep>, 3> steps{
        {{m_cancel, JobStep::Cancel}, {m_undo, JobStep::Undo}, {m_retry, JobStep::Retry}}};
    for (const auto &[button, step] : steps) {
        const QString obstacle = job ? jobStepObstacle(*job, step) : tr("Select a job first.");
        button->setEnabled(!m_busy && obstacle.isEmpty());
        button->setToolTip(obstacle);
    }
}

void JobsPanel::openJob(const QString &jobId)
{
    m_openId = jobId;
    m_askingJob = false;
    const auto &rows = m_model->rows();
    const auto known = std::find_if(rows.begin(), rows.end(), [&](const JobView &job) { return job.id == jobId; });
    if (known == rows.end()) {
        m_page->clear();
    } else {
        m_page->showJob(*known, m_history.rateOf(jobId), m_clock.utc());
        m_pages->setCurrentWidget(m_page);
        m_page->setFocus();
    }
    askJob();
}

void JobsPanel::askJob()
{
    if (m_askingJob) {
        return;
    }
    m_askingJob = true;
    m_services.job(m_openId, whileAlive(this, [this, id = m_openId](const Result<JobView> &job) { takeJob(id, job); }));
}

void JobsPanel::takeJob(const QString &jobId, const Result<JobView> &job)
{
    if (jobId != m_openId) {
        return;
    }
    m_askingJob = false;
    if (!job) {
        tellUnreadable(job.error());
        return;
    }
    tellFresh();
    m_page->showJob(*job, m_history.rateOf(jobId), m_clock.utc());
    m_pages->setCurrentWidget(m_page);
}

void JobsPanel::closeJob()
{
    if (m_openId.isEmpty()) {
        return;
    }
    m_openId.clear();
    m_page->clear();
    m_pages->setCurrentIndex(0);
    m_table->setFocus();
    refresh();
}

void JobsPanel::confirm(const JobView &job, JobStep step)
{
    if (const QString obstacle = jobStepObstacle(job, step); !obstacle.isEmpty()) {
        banner()->tell(Banner::Tone::Warning, obstacle);
        return;
    }
    ask(this, jobStepQuestion(job, step), [this, job, step] { take(job, step); });
}

void JobsPanel::take(const JobView &job, JobStep step)
{
    setBusy(true);
    const auto answer = whileAlive(this, [this, job, step](const Result<JobView> &result) {
        setBusy(false);
        if (!result) {
            banner()->tell(Banner::Tone::Bad, jobStepFailed(job, result.error(), step));
        } else if (result->id == job.id) {
            banner()->tell(Banner::Tone::Good, jobStepDone(job, *result, step));
        } else {
            banner()->tell(Banner::Tone::Good, jobStepDone(job, *result, step), tr("&Show it"),
                           [this, id = result->id] { openJob(id); });
        }
        refresh();
    });
    switch (step) {
    case JobStep::Cancel: m_services.cancelJob(job.id, answer); break;
    case JobStep::Undo: m_services.undoJob(job.id, answer); break;
    case JobStep::Retry: m_services.retryJob(job.id, answer); break;
    }
}

void JobsPanel::setBusy(bool busy)
{
    m_busy = busy;
    m_page->setBusy(busy);
    allowSteps();
}

void JobsPanel::tellUnreadable(const Error &error)
{
    tellStale(tr("The jobs can't be read; what is shown may be old. %1").arg(errorText(error)));
}

} // namespace tidegate
