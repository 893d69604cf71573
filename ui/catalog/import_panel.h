// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/panel.h"
#include "ui/console_services.h"

#include <array>

class QCheckBox;
class QComboBox;
class QProgressBar;
class QPushButton;
class QSettings;
class QStackedWidget;

namespace tidegate {

class CurrencyBox;
class DropZone;
class ImportErrorsModel;
class Table;

/// Takes a catalogue file in, or tells what it would do.
class ImportPanel : public Panel
{
    Q_OBJECT

public:
    /// Both outlive this. The currency that was chosen last is kept in `settings`.
    ImportPanel(ConsoleServices &services, QSettings &settings, QWidget *parent = nullptr);

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
    void showProgress(ImportStage stage);
    void showCounts(const ImportOutcome &outcome);
    void showFindings(const std::vector<FieldError> &errors, qint64 errorCount, const std::vector<FieldError> &notes,
                      qint64 noteCount, bool done);
    void finish(Result<ImportOutcome> result);
    void showRefusal(const Error &error);
    [[nodiscard]] QString outcomeText(const ImportOutcome &outcome) const;
    [[nodiscard]] QString endText(const ImportOutcome &outcome, int taken) const;
    void saveErrors();
    void writeErrors(const QString &file);
    void showSaved(const QString &file, const QString &problem);

    ConsoleServices &m_services;
    QSettings &m_settings;
    DropZone *m_zone;
    QComboBox *m_format;
    CurrencyBox *m_currency;
    QCheckBox *m_dryRun;
    QPushButton *m_start;
    QPushButton *m_cancel;
    QProgressBar *m_bar;
    IconView *m_stateIcon;
    QLabel *m_state;
    std::array<QLabel *, 6> m_counts; ///< rows, created, updated, unchanged, rejected, passed over
    ImportErrorsModel *m_errors;
    Table *m_table;
    QStackedWidget *m_errorStack;
    EmptyState *m_noErrors;
    QLabel *m_findingCount;
    QPushButton *m_copy;
    QPushButton *m_save;
    QString m_file;
    bool m_running = false;
    bool m_wasDryRun = false;
    bool m_saving = false; ///< the errors are being written
};

} // namespace tidegate
