// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/panel.h"
#include "ui/job_services.h"
#include "ui/jobs/job_texts.h"

class QComboBox;
class QPushButton;
class QStackedWidget;

namespace tidegate {

class JobHistory;
class JobPage;
class JobsModel;
class PartnerBox;
class PartnerServices;
class Table;
class TimeChart;

/// The jobs of all partners as they go, how fast, and each in detail.
class JobsPanel : public Panel
{
    Q_OBJECT

public:
    /// `history` is kept by the window, whatever panel is shown, and outlives this, as the others do.
    JobsPanel(JobServices &services, PartnerServices &partners, const JobHistory &history, const Clock &clock,
              QWidget *parent = nullptr);

    void refresh() override;
    [[nodiscard]] QString reasonToStay() const override;

    /// The list, with the jobs of this partner alone.
    void showPartner(const QString &partnerId);
    /// The history has new figures: shows them if it can be seen.
    void showHistory();

private:
    [[nodiscard]] QWidget *buildListPage();
    [[nodiscard]] QWidget *buildCharts();
    [[nodiscard]] QLayout *buildFilters();
    [[nodiscard]] QLayout *buildButtons();
    void buildTable();
    [[nodiscard]] JobQuery query() const;
    void askJobs();
    void takeJobs(const JobQuery &asked, Result<JobViewPage> page);
    void askMore(const QString &cursor);
    void filterChanged();
    [[nodiscard]] const JobView *selected() const;
    void allowSteps();
    void openJob(const QString &jobId);
    void askJob();
    void takeJob(const QString &jobId, const Result<JobView> &job);
    void closeJob();
    void confirm(const JobView &job, JobStep step);
    void take(const JobView &job, JobStep step);
    void setBusy(bool busy);
    void tellUnreadable(const Error &error);

    JobServices &m_services;
    const JobHistory &m_history;
    const Clock &m_clock;
    JobsModel *m_model;
    Table *m_table;
    PartnerBox *m_partner;
    QComboBox *m_state = nullptr;
    QComboBox *m_side = nullptr; ///< live, sandbox, or both
    QPushButton *m_open = nullptr;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_undo = nullptr;
    QPushButton *m_retry = nullptr;
    QLabel *m_load = nullptr;
    QWidget *m_charts = nullptr;
    TimeChart *m_processedChart = nullptr;
    TimeChart *m_rejectedChart = nullptr;
    QStackedWidget *m_listStack = nullptr;
    EmptyState *m_none = nullptr;
    QStackedWidget *m_pages;
    JobPage *m_page;
    QString m_openId; ///< of the job whose page is shown
    bool m_asking = false;
    bool m_askingJob = false;
    bool m_busy = false;
};

} // namespace tidegate
