// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/return_services.h"

#include <QPointer>

#include <functional>

class QButtonGroup;
class QComboBox;
class QPlainTextEdit;
class QTabWidget;
class QTextBrowser;

namespace tidegate {

class CellsModel;
class FlowLayout;
class ReturnConflict;
class ReturnDiagram;
class ReturnFiles;
class ReturnForm;
class ReturnStepDialog;
class Table;

/// Where the warehouse and finance work on a return.
enum class ReturnWork { Receive, Attention, Decide, Inspect, Repair };

/// What whoever is signed in can do with the return as it is now, what is due first.
std::vector<ReturnWork> returnWork(const RmaDetails &details, const std::optional<StaffActor> &actor);

/// One return: its state and clock, what support does, the work on it, its units, notes, refunds, history, and where it stands in the workflow.
class ReturnPage : public QWidget
{
    Q_OBJECT

public:
    /// Both outlive this.
    ReturnPage(ReturnServices &services, const Clock &clock, QWidget *parent = nullptr);

    void clear();
    /// Also the same one as it is now: what was entered stays.
    void showReturn(const RmaDetails &details);
    /// Also of a return that is not shown yet.
    void addFiles(const QString &rmaId, const QStringList &paths);
    [[nodiscard]] QString number() const;
    [[nodiscard]] bool hasUnsaved() const;
    /// Does `leave` at once, or when the user agrees to lose what was entered.
    void confirmLeaving(const std::function<void()> &leave);

Q_SIGNALS:
    void backWanted();
    void orderWanted(const QString &orderId);
    void customerWanted(const QString &email);
    void told(Banner::Tone tone, const QString &text);
    /// Something was done to the return.
    void changed();

private:
    [[nodiscard]] QLayout *buildHeading();
    [[nodiscard]] QWidget *buildState();
    [[nodiscard]] QWidget *buildParts();
    [[nodiscard]] QWidget *buildWork();
    [[nodiscard]] QWidget *buildNotes();
    Table *addPart(const QString &title, Table *table, CellsModel *model, const QList<int> &widths);
    void showState();
    void showUnits();
    void showNotes();
    void showRefunds();
    void showFiles();
    void showHistory();
    void allowSteps();
    void showWork();
    void offerWork(const std::vector<ReturnWork> &works);
    void openForm(ReturnWork work);
    void dropForm();
    void refreshForm();
    void begin(RmaStep step);
    void openDialog(RmaStep step);
    void take(RmaStep step, const QString &text);
    void takeAnswer(RmaStep step, const RmaDetails &known, const Result<RmaAnswer> &answer);
    [[nodiscard]] ReturnWrite writeFor(RmaStep step, const QString &text);
    void addNote();
    void setBusy(bool busy);

    ReturnServices &m_services;
    const Clock &m_clock;
    std::optional<RmaDetails> m_details;
    Banner *m_banner;
    ReturnConflict *m_conflict;
    ElidedLabel *m_title = nullptr;
    IconView *m_stateIcon = nullptr;
    QLabel *m_state = nullptr;
    IconView *m_dueIcon = nullptr;
    QLabel *m_due = nullptr;
    ElidedLabel *m_facts = nullptr;
    QPushButton *m_customer = nullptr;
    std::vector<std::pair<RmaStep, QPushButton *>> m_steps;
    QTabWidget *m_parts = nullptr;
    QWidget *m_work = nullptr;
    QHBoxLayout *m_workChoice = nullptr;
    QVBoxLayout *m_workRoom = nullptr;
    std::vector<ReturnWork> m_works; ///< that are offered
    QPointer<ReturnForm> m_form;
    ReturnWork m_formWork = ReturnWork::Receive;
    std::optional<RmaDetails> m_formDetails; ///< as the form knows it
    qint64 m_toldVersion = 0;                ///< about which the form's user was told
    CellsModel *m_units;
    CellsModel *m_refunds;
    CellsModel *m_history;
    QTextBrowser *m_notes = nullptr;
    QPlainTextEdit *m_note = nullptr;
    QComboBox *m_noteFor = nullptr;
    QPushButton *m_addNote = nullptr;
    ReturnFiles *m_files = nullptr;
    ReturnDiagram *m_diagram = nullptr;
    QPointer<ReturnStepDialog> m_dialog;
    QString m_asked; ///< what m_key was made for
    QString m_key;
    bool m_busy = false;
};

} // namespace tidegate
