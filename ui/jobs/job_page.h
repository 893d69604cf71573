// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/job_services.h"
#include "ui/jobs/job_texts.h"

#include <QPointer>

#include <array>
#include <optional>

class QComboBox;
class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace tidegate {

class FindingsExport;
class FindingsModel;
class PageHeading;
class RejectedExport;
class Table;

/// One job: how far it is, all its counts, and what was found in its feed.
class JobPage : public QWidget
{
    Q_OBJECT

public:
    /// The services outlive this.
    explicit JobPage(JobServices &services, QWidget *parent = nullptr);

    /// Another job, or the same as it is now. `rowsPerSecond`: 0 where it is not known.
    void showJob(const JobView &job, double rowsPerSecond, UtcMillis now);
    /// Nothing is shown until the next showJob().
    void clear();
    /// A step is under way: no other can be asked for.
    void setBusy(bool busy);
    [[nodiscard]] QString jobId() const { return m_job ? m_job->id : QString(); }
    /// A file is being written.
    [[nodiscard]] bool isSaving() const { return m_saving; }

Q_SIGNALS:
    void backWanted();
    void stepWanted(JobStep step);
    void jobWanted(const QString &jobId);
    void told(Banner::Tone tone, const QString &text);

private:
    [[nodiscard]] QWidget *buildProgress();
    [[nodiscard]] QWidget *buildFindings();
    void showProgress(const JobView &job);
    void allowSteps();
    void askFindings();
    void askMore(const QString &cursor);
    void takeFindings(const FindingQuery &query, const Result<FindingPage> &page, bool isFirst);
    void askCodes();
    void takeCodes(const QString &jobId, const Result<std::vector<FindingCode>> &codes);
    void tellFindings();
    [[nodiscard]] FindingQuery query() const;
    void saveFindings();
    void exportTo(const QString &file);
    void saveRejected();
    void chooseRejectedFile(RejectedExport *rejected, const QString &proposal);
    void setSaving(bool saving);

    JobServices &m_services;
    std::optional<JobView> m_job;
    PageHeading *m_heading;
    IconView *m_stateIcon = nullptr;
    QLabel *m_state = nullptr;
    QProgressBar *m_bar = nullptr;
    std::array<QLabel *, 9> m_counts{};
    QPushButton *m_cancel = nullptr;
    QPushButton *m_undo = nullptr;
    QPushButton *m_retry = nullptr;
    QPushButton *m_related = nullptr; ///< leads to the job that took this one back, or that this one takes back
    QComboBox *m_code = nullptr;
    FindingsModel *m_findings;
    QString m_shownCode; ///< that the loaded findings have; empty: any
    Table *m_table = nullptr;
    QStackedWidget *m_stack = nullptr;
    EmptyState *m_none = nullptr;
    QLabel *m_findingCount = nullptr;
    QPushButton *m_copy = nullptr;
    QPushButton *m_save = nullptr;
    QPushButton *m_rejected = nullptr;
    bool m_busy = false;
    bool m_saving = false;
    bool m_unreadable = false; ///< of the findings
};

} // namespace tidegate
