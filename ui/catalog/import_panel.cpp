// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/catalog/import_panel.h"

#include "ui/catalog/currency_box.h"
#include "ui/catalog/drop_zone.h"
#include "ui/catalog/import_errors_model.h"
#include "ui/common/file_writer.h"
#include "ui/common/flow_layout.h"
#include "ui/common/format.h"
#include "ui/common/icon.h"
#include "ui/common/table.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHeaderView>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QStackedWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int barSteps = 1'000;
constexpr auto currencyKey = "import/currency"_L1;

/// A field with its label before it, which stay together where the line is broken.
QWidget *labelled(const QString &text, QWidget *field)
{
    QLabel *label = plainLabel(text);
    label->setBuddy(field);
    auto *both = new QWidget;
    auto *line = new QHBoxLayout(both);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(10);
    line->addWidget(label);
    line->addWidget(field);
    return both;
}

} // namespace

ImportPanel::ImportPanel(ConsoleServices &services, QSettings &settings, QWidget *parent)
    : Panel(tr("Import catalogue"), parent)
    , m_services(services)
    , m_settings(settings)
    , m_zone(new DropZone)
{
    body()->setSpacing(12);
    body()->addWidget(m_zone);
    body()->addWidget(buildOptions());
    body()->addWidget(buildProgress());
    body()->addWidget(buildErrors(), 1);
    connect(m_zone, &DropZone::dropped, this, &ImportPanel::setFile);
    connect(m_zone->button(), &QPushButton::clicked, this, &ImportPanel::chooseFile);
    setRunning(false);
}

QString ImportPanel::reasonToStay() const
{
    return m_running ? tr("An import is still running; closing stops it. What it has imported stays.") : QString();
}

void ImportPanel::setFile(const QString &file)
{
    if (m_running) {
        banner()->tell(Banner::Tone::Warning, tr("Wait until the running import has ended, or stop it."));
        return;
    }
    const QFileInfo info(file);
    if (!info.isFile() || !info.isReadable()) {
        banner()->tell(Banner::Tone::Bad, tr("“%1” is no file that can be read.").arg(info.fileName()));
        return;
    }
    banner()->clear();
    m_file = file;
    m_zone->showFile(file);
    setRunning(false);
    m_start->setFocus(Qt::OtherFocusReason);
}

QWidget *ImportPanel::buildOptions()
{
    m_format = new QComboBox;
    m_format->addItem(tr("Recognise by content"), QString());
    for (const ImportFormat &format : m_services.importFormats()) {
        m_format->addItem(format.name, format.id);
    }
    m_format->setAccessibleName(tr("Format"));
    m_currency = new CurrencyBox(Currency::fromCode(m_settings.value(currencyKey).toString()).value_or(Currency::euro()));
    m_dryRun = new QCheckBox(tr("&Only check it, change nothing"));
    m_start = iconButton(u"play"_s, tr("&Start import"));
    m_cancel = iconButton(u"stop"_s, tr("S&top"));
    auto *options = new QWidget;
    auto *line = new QHBoxLayout(options);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(10);
    auto *fields = new FlowLayout(18, 6);
    for (QWidget *field :
         {labelled(tr("For&mat"), m_format), labelled(tr("C&urrency"), m_currency), qobject_cast<QWidget *>(m_dryRun)}) {
        field->setMinimumHeight(m_start->sizeHint().height()); // all on one line with the button
        fields->addWidget(field);
    }
    line->addLayout(fields, 1);
    line->addWidget(m_cancel, 0, Qt::AlignTop);
    line->addWidget(m_start, 0, Qt::AlignTop);
    connect(m_dryRun, &QCheckBox::toggled, this,
            [this](bool dryRun) { m_start->setText(dryRun ? tr("&Start check") : tr("&Start import")); });
    connect(m_start, &QPushButton::clicked, this, &ImportPanel::start);
    connect(m_cancel, &QPushButton::clicked, this, &ImportPanel::cancel);
    return options;
}

QWidget *ImportPanel::buildProgress()
{
    m_bar = new QProgressBar;
    m_bar->setRange(0, barSteps);
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(10);
    m_bar->setAccessibleName(tr("Progress of the import"));
    m_state = plainLabel(tr("Nothing imported yet."));
    auto *figures = new QHBoxLayout;
    figures->setSpacing(24);
    const QStringList titles{tr("Rows read"), tr("Created"), tr("Updated"), tr("Unchanged"), tr("Rejected"), tr("Passed over")};
    for (std::size_t i = 0; i < m_counts.size(); ++i) {
        m_counts[i] = plainLabel(u"–"_s);
        m_counts[i]->setAccessibleDescription(titles[int(i)]);
        scaleFont(m_counts[i], 1.3, true);
        auto *figure = new QVBoxLayout;
        figure->setSpacing(0);
        figure->addWidget(mutedLabel(titles[int(i)]));
        figure->addWidget(m_counts[i]);
        figures->addLayout(figure, 1);
    }
    auto *card = new Card;
    m_stateIcon = new IconView(16);
    m_stateIcon->setIcon(themedIcon(u"info"_s, IconTone::Muted));
    auto *state = new QHBoxLayout;
    state->setSpacing(6);
    state->addWidget(m_stateIcon);
    state->addWidget(m_state, 1);
    card->body()->addLayout(state);
    card->body()->addWidget(m_bar);
    card->body()->addLayout(figures);
    return card;
}

QWidget *ImportPanel::buildErrors()
{
    m_errors = new ImportErrorsModel(this);
    m_table = new Table(u"importErrors"_s, tr("Errors and notes about the file"));
    m_table->showModel(m_errors, ImportErrorsModel::SortRole);
    const int letter = fontMetrics().averageCharWidth();
    m_table->setColumnWidth(ImportErrorsModel::Line, letter * 11);
    m_table->setColumnWidth(ImportErrorsModel::Field, letter * 22);
    m_table->setColumnWidth(ImportErrorsModel::Value, letter * 30);
    m_table->horizontalHeader()->setSectionResizeMode(ImportErrorsModel::Message, QHeaderView::Stretch);
    m_findingCount = mutedLabel({});
    m_copy = iconButton(u"copy"_s, tr("Co&py"));
    m_copy->setToolTip(tr("The selected rows, or all of them, as text"));
    m_save = iconButton(u"save"_s, tr("Save &as CSV…"));
    auto *card = new Card(tr("Errors and notes"));
    card->addToHeading(m_findingCount);
    card->addToHeading(m_copy);
    card->addToHeading(m_save);
    m_errorStack = new QStackedWidget;
    m_errorStack->addWidget(m_table);
    m_noErrors = new EmptyState(u"file"_s, {}, {});
    m_errorStack->addWidget(m_noErrors);
    card->body()->addWidget(m_errorStack);
    connect(m_copy, &QPushButton::clicked, m_table, &Table::copySelection);
    connect(m_save, &QPushButton::clicked, this, &ImportPanel::saveErrors);
    showFindings({}, 0, {}, 0, false);
    return card;
}

void ImportPanel::chooseFile()
{
    auto *dialog =
        new QFileDialog(this, tr("Choose a catalogue"), m_file.isEmpty() ? QString() : QFileInfo(m_file).absolutePath(),
                        tr("Catalogues (*.csv *.tsv *.txt);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &ImportPanel::setFile);
    dialog->open();
}

void ImportPanel::start()
{
    const std::optional<Currency> currency = m_currency->currency();
    if (!currency) {
        banner()->tell(Banner::Tone::Bad,
                       tr("“%1” is no currency; write its three-letter code, such as EUR.").arg(m_currency->currentText()));
        m_currency->setFocus(Qt::OtherFocusReason);
        return;
    }
    m_currency->setCurrentText(currency->code());
    m_settings.setValue(currencyKey, currency->code());
    banner()->clear();
    showFindings({}, 0, {}, 0, false);
    for (QLabel *count : m_counts) {
        count->setText(u"–"_s);
    }
    m_wasDryRun = m_dryRun->isChecked();
    setRunning(true);
    m_cancel->setFocus(Qt::OtherFocusReason);
    m_services.importCatalogue(
        {.file = m_file, .format = m_format->currentData().toString(), .currency = *currency, .dryRun = m_wasDryRun},
        whileAlive(this, [this](ImportStage stage) { showProgress(stage); }),
        whileAlive(this, [this](Result<ImportOutcome> result) { finish(std::move(result)); }));
}

void ImportPanel::cancel()
{
    m_cancel->setEnabled(false);
    m_state->setText(tr("Stopping…"));
    m_services.cancelImport();
}

void ImportPanel::setRunning(bool running)
{
    m_running = running;
    m_start->setEnabled(!running && !m_file.isEmpty());
    m_start->setToolTip(m_file.isEmpty() ? tr("Choose a file first") : QString());
    m_cancel->setVisible(running);
    m_cancel->setEnabled(running);
    m_format->setEnabled(!running);
    m_currency->setEnabled(!running);
    m_dryRun->setEnabled(!running);
    m_zone->button()->setEnabled(!running);
    if (running) {
        m_stateIcon->setIcon(themedIcon(u"clock"_s, IconTone::Muted));
        m_bar->setRange(0, 0); // busy until the first progress
        m_state->setText(m_wasDryRun ? tr("Checking “%1”…").arg(QFileInfo(m_file).fileName())
                                     : tr("Importing “%1”…").arg(QFileInfo(m_file).fileName()));
    } else {
        m_bar->setRange(0, barSteps);
    }
}

void ImportPanel::showProgress(ImportStage stage)
{
    m_counts[0]->setText(countText(stage.rows));
    if (stage.total > 0) {
        m_bar->setRange(0, barSteps);
        m_bar->setValue(int(std::clamp<qint64>(stage.rows, 0, stage.total) * barSteps / stage.total));
    }
}

void ImportPanel::showCounts(const ImportOutcome &outcome)
{
    const std::array<qint64, 6> values{outcome.rows,      outcome.created,  outcome.updated,
                                       outcome.unchanged, outcome.rejected, outcome.passedOver};
    for (std::size_t i = 0; i < values.size(); ++i) {
        m_counts[i]->setText(countText(values[i]));
    }
}

void ImportPanel::showFindings(const std::vector<FieldError> &errors, qint64 errorCount, const std::vector<FieldError> &notes,
                               qint64 noteCount, bool done)
{
    m_errors->clear();
    m_errors->append(ImportErrorsModel::Kind::Error, errors);
    m_errors->append(ImportErrorsModel::Kind::Note, notes);
    const int shown = m_errors->rowCount();
    QString count = tr("%Ln error(s)", nullptr, plural(errorCount)) + u" · "_s + tr("%Ln note(s)", nullptr, plural(noteCount));
    if (errorCount + noteCount > shown) {
        count += u" · "_s + tr("the first %Ln are shown", nullptr, shown);
    }
    m_findingCount->setText(count);
    m_findingCount->setVisible(errorCount + noteCount > 0);
    m_errorStack->setCurrentIndex(shown > 0 ? 0 : 1);
    m_noErrors->setTexts(
        done ? tr("Nothing to mend") : tr("Errors are listed here"),
        done ? tr("Every row of the file could be taken as it stands.")
             : tr("Rows of the file that can't be taken, with line, field and what to mend, once it has been read."));
    m_copy->setEnabled(shown > 0);
    m_save->setEnabled(shown > 0 && !m_saving);
}

void ImportPanel::finish(Result<ImportOutcome> result)
{
    const bool hadFocus = m_cancel->hasFocus();
    setRunning(false);
    if (hadFocus) {
        m_start->setFocus(Qt::OtherFocusReason);
    }
    if (!result) {
        showRefusal(result.error());
        return;
    }
    showCounts(*result);
    showFindings(result->errors, result->errorCount, result->notes, result->noteCount, !result->cancelled && !result->stopped);
    if (!result->cancelled && !result->stopped) {
        m_bar->setValue(barSteps);
    }
    m_state->setText(outcomeText(*result));
    const bool clean = result->rejected == 0 && !result->cancelled && !result->stopped;
    m_stateIcon->setIcon(clean ? themedIcon(u"good"_s, IconTone::Good) : themedIcon(u"warning"_s, IconTone::Warning));
    if (result->stopped) {
        banner()->tell(Banner::Tone::Bad, tr("The import was stopped half way. %1").arg(errorText(*result->stopped)),
                       tr("&Import it again"), [this] { start(); });
    }
}

void ImportPanel::showRefusal(const Error &error)
{
    m_bar->setValue(0);
    m_state->setText(tr("Nothing was imported."));
    m_stateIcon->setIcon(themedIcon(u"bad"_s, IconTone::Bad));
    showFindings(error.fields, qint64(error.fields.size()), {}, 0, false);
    const QString name = QFileInfo(m_file).fileName();
    banner()->tell(Banner::Tone::Bad,
                   error.fields.empty() ? tr("“%1” can't be imported. %2").arg(name, errorText(error))
                                        : tr("“%1” can't be imported: %2").arg(name, error.fields.front().message),
                   tr("Choose a&nother file…"), [this] { chooseFile(); });
}

QString ImportPanel::outcomeText(const ImportOutcome &outcome) const
{
    const int taken = plural(outcome.created + outcome.updated + outcome.unchanged);
    if (outcome.cancelled || outcome.stopped) {
        return m_wasDryRun ? tr("Stopped. Nothing was changed.")
                           : tr("Stopped. %Ln product(s) were taken before and stay.", nullptr, taken);
    }
    return endText(outcome, taken) + u' '
        + (outcome.rejected > 0 ? tr("%Ln row(s) rejected.", nullptr, plural(outcome.rejected)) : tr("No row was rejected."));
}

QString ImportPanel::endText(const ImportOutcome &outcome, int taken) const
{
    return m_wasDryRun
        ? tr("Checked as %1, nothing was changed. %Ln product(s) can be taken.", nullptr, taken).arg(outcome.format)
        : tr("Imported as %1. %Ln product(s) taken.", nullptr, taken).arg(outcome.format);
}

void ImportPanel::saveErrors()
{
    auto *dialog =
        new QFileDialog(this, tr("Save the errors"), QFileInfo(m_file).completeBaseName() + u"-errors.csv"_s, tr("CSV (*.csv)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"csv"_s);
    connect(dialog, &QFileDialog::fileSelected, this, &ImportPanel::writeErrors);
    dialog->open();
}

void ImportPanel::writeErrors(const QString &file)
{
    m_saving = true;
    m_save->setEnabled(false);
    writeFile(file, m_errors->toCsv()).then(this, [this, file](const QString &problem) { showSaved(file, problem); });
}

void ImportPanel::showSaved(const QString &file, const QString &problem)
{
    m_saving = false;
    m_save->setEnabled(m_errors->rowCount() > 0);
    if (problem.isEmpty()) {
        banner()->tell(Banner::Tone::Good, tr("The errors are saved in “%1”.").arg(file));
    } else {
        banner()->tell(Banner::Tone::Bad, tr("“%1” can't be written: %2").arg(file, problem), tr("Save &elsewhere…"),
                       [this] { saveErrors(); });
    }
}

} // namespace tidegate
