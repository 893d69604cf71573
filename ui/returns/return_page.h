// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/return_services.h"

#include <functional>

class QTabWidget;

namespace tidegate {

class CellsModel;
class PageHeading;
class ReturnConflict;
class ReturnDiagram;
class ReturnFiles;
class ReturnHead;
class ReturnNotes;
class ReturnUpload;
class ReturnWorkRoom;
class Table;

/// One return: its state with the steps of support, the work on it, its units, history, notes, refunds and files, and where it stands in the workflow.
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
    /// Files are still being read and added, whatever is shown meanwhile.
    [[nodiscard]] bool isAddingFiles() const;
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
    void buildParts();
    void addPart(const QString &title, Table *table, CellsModel *model, const QList<int> &widths);
    void connectHead();
    void connectParts();
    void showHeading();
    void showUnits();
    void showHistory();
    void showRefunds();
    void showWorkflow();
    void nameParts();
    void nameWork();

    ReturnServices &m_services;
    const Clock &m_clock;
    std::optional<RmaDetails> m_details;
    PageHeading *m_heading;
    Banner *m_banner;
    ReturnConflict *m_conflict;
    ReturnHead *m_head;
    ReturnUpload *m_upload;
    QTabWidget *m_parts;
    ReturnWorkRoom *m_work;
    ReturnNotes *m_notes;
    ReturnFiles *m_files;
    ReturnDiagram *m_diagram;
    CellsModel *m_units;
    CellsModel *m_refunds;
    CellsModel *m_history;
};

} // namespace tidegate
