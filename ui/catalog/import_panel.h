// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/panel.h"

#include <array>

class QCheckBox;
class QComboBox;
class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace tidegate {

class DropZone;
class ImportErrorsModel;
class Table;

/// Takes a catalogue file in, or tells what it would do.
class ImportPanel : public Panel
{
    Q_OBJECT

public:
    explicit ImportPanel(ConsoleServices &services, QWidget *parent = nullptr);

    void refresh() override {}
    [[nodiscard]] QString reasonToStay() const override;

    /// The file that the next import reads.
    void setFile(const QString &file);
    [[nodiscard]] bool isRunning() const { return m_running; }

private:
    [[nodiscard]] QWidget *buildOptions();
    [[nodiscard]] QWidget *buildProgress();
    [[nodiscard]] QWidget *buildErrors();
    void chooseFile();
    void start();
    void cancel();
    void setRunning(bool running);
    void showProgress(CatalogueProgress progress);
    void showCounts(const ImportCounts &counts);
    void showErrorCount(qint64 count);
    void finish(Result<CatalogueReport> result);
    [[nodiscard]] QString outcomeText(const CatalogueReport &report) const;
    void saveErrors();
    void writeErrors(const QString &file);

    ConsoleServices &m_services;
    DropZone *m_zone;
    QComboBox *m_format;
    QCheckBox *m_dryRun;
    QPushButton *m_start;
    QPushButton *m_cancel;
    QProgressBar *m_bar;
    IconView *m_stateIcon;
    QLabel *m_state;
    std::array<QLabel *, 5> m_counts; ///< processed, created, updated, unchanged, rejected
    ImportErrorsModel *m_errors;
    Table *m_table;
    QStackedWidget *m_errorStack;
    QLabel *m_errorCount;
    QPushButton *m_copy;
    QPushButton *m_save;
    QString m_file;
    qint64 m_errorsTold = 0;
    bool m_running = false;
    bool m_wasDryRun = false;
};

} // namespace tidegate
