// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/job_page.h"

#include "ui/common/alive.h"
#include "ui/common/flow_layout.h"
#include "ui/common/format.h"
#include "ui/common/page_heading.h"
#include "ui/common/table.h"
#include "ui/jobs/findings_export.h"
#include "ui/jobs/findings_model.h"
#include "ui/jobs/rejected_export.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHeaderView>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int pageSize = 200;

QString titleOf(const JobView &job)
{
    const QString feed = job.format.isEmpty() ? sizeText(job.bytes) : job.format + u", "_s + sizeText(job.bytes);
    const QString kind = jobKindText(job) + (job.isUndo() ? QString() : u" · "_s + feed);
    const QString partner = job.sandbox ? JobPage::tr("%1 (sandbox)").arg(job.partnerName) : job.partnerName;
    return JobPage::tr("%1 · %2 · received %3").arg(partner, kind, momentText(job.createdAt));
}

} // namespace

JobPage::JobPage(JobServices &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_heading(new PageHeading)
    , m_findings(new FindingsModel(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    layout->addWidget(m_heading);
    layout->addWidget(buildProgress());
    layout->addWidget(buildFindings(), 1);
    m_findings->setAsk([this](const QString &cursor) { askMore(cursor); });
    connect(m_heading, &PageHeading::backWanted, this, &JobPage::backWanted);
    connect(m_findings, &QAbstractItemModel::rowsInserted, this, &JobPage::tellFindings);
}

QWidget *JobPage::buildProgress()
{
    m_stateIcon = new IconView(16);
    m_state = plainLabel({});
    m_state->setWordWrap(true);
    m_state->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_bar = new QProgressBar;
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(10);
    m_bar->setAccessibleName(tr("Progress of the job"));
    m_cancel = iconButton(u"stop"_s, tr("&Cancel…"));
    m_undo = iconButton(u"undo"_s, tr("&Undo…"));
    m_retry = iconButton(u"refresh"_s, tr("&Retry…"));
    m_related = iconButton(u"jobs"_s, {});
    auto *state = new QHBoxLayout;
    state->setSpacing(8);
    state->addWidget(m_stateIcon);
    state->addWidget(m_state, 1);
    for (QPushButton *button : {m_related, m_cancel, m_undo, m_retry}) {
        state->addWidget(button);
    }
    auto *figures = new FlowLayout(22, 8);
    const QStringList titles{tr("Rows"),      tr("Created"),        tr("Updated"), tr("Unchanged"), tr("Rejected"),
                             tr("Withdrawn"), tr("Cleared fields"), tr("Errors"),  tr("Warnings")};
    for (std::size_t i = 0; i < m_counts.size(); ++i) {
        m_counts[i] = plainLabel(u"–"_s);
        m_counts[i]->setAccessibleDescription(titles[int(i)]);
        scaleFont(m_counts[i], 1.2, true);
        auto *figure = new QWidget;
        figure->setMinimumWidth(fontMetrics().averageCharWidth() * 13);
        auto *both = new QVBoxLayout(figure);
        both->setContentsMargins(0, 0, 0, 0);
        both->setSpacing(0);
        both->addWidget(mutedLabel(titles[int(i)]));
        both->addWidget(m_counts[i]);
        figures->addWidget(figure);
    }
    auto *card = new Card;
    card->body()->addLayout(state);
    card->body()->addWidget(m_bar);
    card->body()->addLayout(figures);
    connect(m_cancel, &QPushButton::clicked, this, [this] { Q_EMIT stepWanted(JobStep::Cancel); });
    connect(m_undo, &QPushButton::clicked, this, [this] { Q_EMIT stepWanted(JobStep::Undo); });
    connect(m_retry, &QPushButton::clicked, this, [this] { Q_EMIT stepWanted(JobStep::Retry); });
    connect(m_related, &QPushButton::clicked, this,
            [this] { Q_EMIT jobWanted(m_job->isUndo() ? m_job->undoesId : m_job->undoneBy); });
    return card;
}

QWidget *JobPage::buildFindings()
{
    m_table = new Table(u"jobFindings"_s, tr("Errors and warnings of the feed"));
    m_table->showModel(m_findings, FindingsModel::SortRole);
    m_table->setSortingEnabled(false); // they come in the feed's order, and not all at once
    const int letter = fontMetrics().averageCharWidth();
    m_table->setColumnWidth(FindingsModel::Line, letter * 12);
    m_table->setColumnWidth(FindingsModel::Code, letter * 24);
    m_table->setColumnWidth(FindingsModel::Field, letter * 16);
    m_table->setColumnWidth(FindingsModel::Value, letter * 30);
    m_table->horizontalHeader()->setSectionResizeMode(FindingsModel::Message, QHeaderView::Stretch);
    m_code = new QComboBox;
    m_code->setObjectName(u"findingCode"_s);
    m_code->setAccessibleName(tr("Code of the findings that are shown"));
    m_code->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_code->setMinimumContentsLength(26);
    m_findingCount = mutedLabel({});
    m_copy = iconButton(u"copy"_s, tr("Co&py"));
    m_copy->setToolTip(tr("The selected rows, or all that are loaded, as text"));
    m_save = iconButton(u"save"_s, tr("&Save as CSV…"));
    m_save->setToolTip(tr("All findings of the chosen code"));
    m_rejected = iconButton(u"file"_s, tr("Save re&jected rows…"));
    m_rejected->setToolTip(tr("In the feed's own format, to be mended and sent again"));
    m_code->setMinimumHeight(m_copy->sizeHint().height());
    auto *card = new Card(tr("Errors and warnings"));
    card->addToHeading(m_findingCount);
    auto *tools = new FlowLayout(8, 6);
    for (QWidget *widget : {static_cast<QWidget *>(m_code), static_cast<QWidget *>(m_copy), static_cast<QWidget *>(m_save),
                            static_cast<QWidget *>(m_rejected)}) {
        tools->addWidget(widget);
    }
    m_none = new EmptyState(u"good"_s, {}, {});
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_none);
    card->body()->addLayout(tools);
    card->body()->addWidget(m_stack, 1);
    connect(m_code, &QComboBox::activated, this, &JobPage::askFindings);
    connect(m_copy, &QPushButton::clicked, m_table, &Table::copySelection);
    connect(m_save, &QPushButton::clicked, this, &JobPage::saveFindings);
    connect(m_rejected, &QPushButton::clicked, this, &JobPage::saveRejected);
    return card;
}

void JobPage::clear()
{
    m_job.reset();
    m_findings->setFirstPage({}, {});
    m_code->clear();
}

void JobPage::showJob(const JobView &job, double rowsPerSecond, UtcMillis now)
{
    const bool another = jobId() != job.id;
    const bool found = another || m_job->errorCount != job.errorCount || m_job->warningCount != job.warningCount;
    const bool ended = another || m_job->isOver() != job.isOver();
    m_job = job;
    if (another) {
        m_findings->setFirstPage({}, {});
        m_code->clear();
        m_code->addItem(tr("All codes"), QString());
        m_shownCode.clear();
        m_unreadable = false;
    }
    m_heading->setText(titleOf(job));
    m_stateIcon->setIcon(jobStateIcon(job.state));
    m_state->setText(jobSentence(job, rowsPerSecond, now));
    showProgress(job);
    allowSteps();
    if (ended) {
        askCodes();
    }
    if (found || ended || m_unreadable) {
        askFindings();
    }
    tellFindings();
}

void JobPage::showProgress(const JobView &job)
{
    const bool uncounted = job.state == JobState::Running && job.total == 0;
    m_bar->setRange(0, uncounted ? 0 : 100);
    m_bar->setValue(uncounted ? 0 : job.percent);
    const std::array<qint64, 9> values{job.processed, job.created, job.updated,    job.unchanged,   job.rejected,
                                       job.withdrawn, job.cleared, job.errorCount, job.warningCount};
    for (std::size_t i = 0; i < values.size(); ++i) {
        m_counts[i]->setText(countText(values[i]));
    }
}

void JobPage::allowSteps()
{
    const std::array<std::pair<QPushButton *, JobStep>, 3> steps{
        {{m_cancel, JobStep::Cancel}, {m_undo, JobStep::Undo}, {m_retry, JobStep::Retry}}};
    for (const auto &[button, step] : steps) {
        const QString obstacle = jobStepObstacle(*m_job, step);
        button->setEnabled(!m_busy && obstacle.isEmpty());
        button->setToolTip(obstacle);
    }
    m_cancel->setVisible(!m_job->isOver());
    m_undo->setVisible(m_job->isOver() && !m_job->isUndo());
    m_retry->setVisible(m_job->isOver() && !m_job->isUndo());
    m_related->setVisible(m_job->isUndo() || !m_job->undoneBy.isEmpty());
    m_related->setText(m_job->isUndo() ? tr("The feed that it &takes back") : tr("The job that too&k it back"));
    m_rejected->setEnabled(!m_saving && m_job->isOver() && m_job->rejected > 0 && m_job->fileKept);
}

void JobPage::setBusy(bool busy)
{
    m_busy = busy;
    if (m_job) {
        allowSteps();
    }
}

FindingQuery JobPage::query() const
{
    return {.jobId = jobId(), .code = m_code->currentData().toString()};
}

void JobPage::askFindings()
{
    m_services.findings(query(), pageSize, {}, whileAlive(this, [this, asked = query()](const Result<FindingPage> &page) {
                            takeFindings(asked, page, true);
                        }));
}

void JobPage::askMore(const QString &cursor)
{
    m_services.findings(query(), pageSize, cursor, whileAlive(this, [this, asked = query()](const Result<FindingPage> &page) {
                            takeFindings(asked, page, false);
                        }));
}

void JobPage::takeFindings(const FindingQuery &asked, const Result<FindingPage> &page, bool isFirst)
{
    if (asked.jobId != jobId() || asked.code != query().code) {
        return;
    }
    m_unreadable = !page.has_value();
    if (!page) {
        m_findings->failPage();
        Q_EMIT told(Banner::Tone::Bad, tr("The errors of this job can't be read. %1").arg(errorText(page.error())));
    } else if (isFirst && asked.code == m_shownCode) {
        m_findings->refreshFirstPage(page->findings, page->nextCursor);
    } else if (isFirst) {
        m_shownCode = asked.code;
        m_findings->setFirstPage(page->findings, page->nextCursor);
        m_table->scrollToTop();
    } else {
        m_findings->appendPage(page->findings, page->nextCursor);
    }
    tellFindings();
}

void JobPage::askCodes()
{
    m_services.findingCodes(
        jobId(), whileAlive(this, [this, id = jobId()](const Result<std::vector<FindingCode>> &codes) { takeCodes(id, codes); }));
}

void JobPage::takeCodes(const QString &jobId, const Result<std::vector<FindingCode>> &codes)
{
    if (jobId != this->jobId() || !codes) {
        return;
    }
    const QString chosen = m_code->currentData().toString();
    m_code->clear();
    m_code->addItem(tr("All codes"), QString());
    for (const FindingCode &code : *codes) {
        m_code->addItem(code.isWarning ? tr("%1 (%2, warning)").arg(code.code, countText(code.count))
                                       : tr("%1 (%2)", "code and how often").arg(code.code, countText(code.count)),
                        code.code);
    }
    m_code->setCurrentIndex(std::max(0, m_code->findData(chosen)));
    m_code->setEnabled(!codes->empty());
}

void JobPage::tellFindings()
{
    if (!m_job) {
        return;
    }
    const int shown = m_findings->rowCount();
    const bool any = m_job->errorCount + m_job->warningCount > 0;
    m_findingCount->setText(m_findings->hasMore() ? tr("the first %Ln are loaded; scroll for more", nullptr, shown) : QString());
    m_stack->setCurrentIndex(any || shown > 0 ? 0 : 1);
    m_none->setTexts(m_job->isOver() ? tr("No errors and no warnings") : tr("No errors so far"),
                     !m_job->isOver() ? tr("What is wrong with rows of the feed is listed here while it is worked on.")
                         : m_job->failure.isEmpty() ? tr("Every row of the feed was taken as it stands.")
                                                    : m_job->failure);
    m_copy->setEnabled(shown > 0);
    m_save->setEnabled(shown > 0 && !m_saving);
}

void JobPage::saveFindings()
{
    auto *dialog = new QFileDialog(this, tr("Save the errors and warnings"), u"%1-errors.csv"_s.arg(jobId()), tr("CSV (*.csv)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"csv"_s);
    connect(dialog, &QFileDialog::fileSelected, this, &JobPage::exportTo);
    dialog->open();
}

void JobPage::exportTo(const QString &file)
{
    setSaving(true);
    auto *findings = new FindingsExport(m_services, query(), file, this);
    connect(findings, &FindingsExport::progressed, this, [this](qint64 written) {
        Q_EMIT told(Banner::Tone::Info, tr("Saving: %Ln line(s) so far…", nullptr, plural(written)));
    });
    connect(findings, &FindingsExport::finished, this, [this](const QString &where, qint64 written, const QString &problem) {
        setSaving(false);
        if (problem.isEmpty()) {
            Q_EMIT told(Banner::Tone::Good, tr("%Ln line(s) are saved in “%1”.", nullptr, plural(written)).arg(where));
        } else {
            Q_EMIT told(Banner::Tone::Bad, tr("“%1” was not written: %2").arg(where, problem));
        }
    });
    findings->start();
}

void JobPage::saveRejected()
{
    setSaving(true);
    auto *rejected = new RejectedExport(m_services, jobId(), this);
    connect(rejected, &RejectedExport::ready, this,
            [this, rejected](const QString &proposal) { chooseRejectedFile(rejected, proposal); });
    connect(rejected, &RejectedExport::finished, this, [this](const QStringList &files, const QString &problem) {
        setSaving(false);
        if (!problem.isEmpty()) {
            Q_EMIT told(Banner::Tone::Bad, tr("The rejected rows were not saved: %1").arg(problem));
        } else if (files.size() == 1) {
            Q_EMIT told(Banner::Tone::Good, tr("The rejected rows are saved in “%1”.").arg(files.front()));
        } else {
            Q_EMIT told(
                Banner::Tone::Good,
                tr("The rejected rows are saved in %Ln file(s), from “%1” on.", nullptr, int(files.size())).arg(files.front()));
        }
    });
    rejected->start();
}

void JobPage::chooseRejectedFile(RejectedExport *rejected, const QString &proposal)
{
    auto *dialog = new QFileDialog(this, tr("Save the rejected rows"), proposal);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    connect(dialog, &QFileDialog::fileSelected, rejected, &RejectedExport::save);
    connect(dialog, &QDialog::rejected, rejected, [this, rejected] {
        setSaving(false);
        rejected->drop();
    });
    dialog->open();
}

void JobPage::setSaving(bool saving)
{
    m_saving = saving;
    if (m_job) {
        allowSteps();
    }
    tellFindings();
}

} // namespace tidegate
