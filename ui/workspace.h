// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/panel.h"
#include "ui/console_services.h"
#include "ui/dashboard/figure_history.h"
#include "ui/jobs/job_history.h"
#include "ui/staff_services.h"

#include <optional>
#include <vector>

class QAction;
class QSettings;
class QStackedWidget;

namespace tidegate {

class DashboardPanel;
class ImportPanel;
class JobsPanel;
class NavRail;
class PartnersPanel;
class SalesPanel;
class StockProver;

/// What somebody who is signed in works with: the panels, the list that leads to them, and a banner for what concerns the whole shop. Made anew for
/// whoever else signs in.
class Workspace : public QWidget
{
    Q_OBJECT

public:
    /// What is kept whoever works at the window; it outlives this.
    struct Records {
        const FigureHistory &figures;
        const JobHistory &jobs;
        StockProver &prover;
    };

    /// All outlive this. The columns of the tables and the places of the splitters are taken from `settings`.
    Workspace(ConsoleServices &services, const Clock &clock, QSettings &settings, const Records &records,
              QWidget *parent = nullptr);

    /// Writes what the constructor read.
    void saveLayout();

    /// One for each panel, with its shortcut; this owns them.
    [[nodiscard]] QList<QAction *> goActions() const;
    /// Whose panels are offered; nobody's: the window is locked, and no shortcut leads anywhere.
    void offer(std::optional<StaffRole> role);
    void focusNavigation();

    void openImport();
    void newSale();
    void newPartner();

    /// Asks for what the panel shows, if it can be seen.
    void refresh();
    /// The newest live figures were read, or why not.
    void showFigures(const Result<LiveFigures> &figures);
    /// The history of the jobs has more.
    void showJobHistory();
    void tell(Banner::Tone tone, const QString &text) { m_banner->tell(tone, text); }
    /// What would be lost if all this went now; empty: nothing.
    [[nodiscard]] QString unsaved() const;

Q_SIGNALS:
    /// The live figures are to be read again.
    void figuresWanted();

private:
    struct Place {
        Panel *panel;
        QAction *go;
        std::optional<StaffRole> needed;
    };

    void build();
    void buildPanels(const Records &records);
    void buildPartnerPanels(const JobHistory &jobs);
    void buildOrderPanels();
    void buildStaffPanels();
    /// `needed`: the role that works with it; nothing: everybody.
    void addPanel(Panel *panel, const QString &icon, const QString &text, std::optional<StaffRole> needed = std::nullopt);
    void goTo(Panel *panel);
    void tellStore(const StoreFigures &store);

    ConsoleServices &m_services;
    const Clock &m_clock;
    QSettings &m_settings;
    NavRail *m_rail;
    QStackedWidget *m_stack;
    Banner *m_banner;
    std::vector<Place> m_places;
    DashboardPanel *m_dashboard = nullptr;
    SalesPanel *m_sales = nullptr;
    ImportPanel *m_import = nullptr;
    PartnersPanel *m_partners = nullptr;
    JobsPanel *m_jobs = nullptr;
    bool m_figuresMissing = false; ///< what the banner tells about
    bool m_storeBroken = false;    ///< likewise
};

} // namespace tidegate
