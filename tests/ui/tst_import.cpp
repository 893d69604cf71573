// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console_fixture.h"

#include "ui/catalog/currency_box.h"
#include "ui/catalog/drop_zone.h"
#include "ui/catalog/import_errors_model.h"
#include "ui/catalog/import_panel.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDropEvent>
#include <QFile>
#include <QFileDialog>
#include <QLineEdit>
#include <QMimeData>
#include <QProgressBar>
#include <QTableView>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

class ImportFixture : public ConsoleFixture
{
public:
    ImportFixture()
    {
        file = scratch.filePath(u"spring.csv"_s);
        QFile out(file);
        if (!out.open(QIODevice::WriteOnly) || out.write("sku,name\nA,B\n") < 0) {
            qFatal("no scratch file");
        }
        open();
        press(Qt::Key_3, Qt::ControlModifier);
        panel = window->findChild<ImportPanel *>();
    }

    void start()
    {
        panel->setFile(file);
        button(panel, u"Start import"_s)->click();
        settle();
    }

    void end(Result<ImportOutcome> outcome)
    {
        services.endImport(std::move(outcome));
        settle();
    }

    [[nodiscard]] bool says(const QString &text) const
    {
        for (const QLabel *label : panel->findChildren<QLabel *>()) {
            if (label->isVisible() && label->text().contains(text)) {
                return true;
            }
        }
        for (const ElidedLabel *label : panel->findChildren<ElidedLabel *>()) {
            if (label->isVisible() && label->text().contains(text)) {
                return true;
            }
        }
        return false;
    }

    [[nodiscard]] QTableView *findings() const { return panel->findChild<QTableView *>(u"importErrors"_s); }

    QString file;
    ImportPanel *panel = nullptr;
};

ImportOutcome outcomeWithErrors()
{
    ImportOutcome outcome;
    outcome.format = u"Shopify CSV"_s;
    outcome.rows = 5;
    outcome.created = 2;
    outcome.updated = 1;
    outcome.rejected = 2;
    outcome.errors = {{3, u"price"_s, u"invalid_price"_s, u"\"x\" is no price"_s, u"=HYPERLINK(\"http://evil\")"_s},
                      {1'204, u"sku"_s, u"missing"_s, u"no SKU"_s, {}}};
    outcome.errorCount = 2;
    outcome.notes = {{4, u"description"_s, u"html"_s, u"taken as plain text"_s, u"<b>\tx</b>\n"_s}};
    outcome.noteCount = 1;
    return outcome;
}

} // namespace

class ImportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareConsoleTests(); }

    void nothingCanBeStartedWithoutAFile()
    {
        ImportFixture console;
        QVERIFY(!ConsoleFixture::button(console.panel, u"Start import"_s)->isEnabled());
        QVERIFY(console.says(u"Drop a catalogue here"_s));
        console.panel->setFile(console.scratch.filePath(u"missing.csv"_s));
        QVERIFY(console.banners().contains(u"“missing.csv” is no file that can be read."_s));
        QVERIFY(!ConsoleFixture::button(console.panel, u"Start import"_s)->isEnabled());
    }

    void aDroppedFileIsTaken()
    {
        ImportFixture console;
        auto *zone = console.panel->findChild<DropZone *>();
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(console.file)});
        QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(zone, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(zone, &drop);
        QVERIFY(ConsoleFixture::button(console.panel, u"Start import"_s)->isEnabled());

        QMimeData many;
        many.setUrls({QUrl::fromLocalFile(console.file), QUrl::fromLocalFile(console.file)});
        QDragEnterEvent refused(QPoint(5, 5), Qt::CopyAction, &many, Qt::LeftButton, Qt::NoModifier);
        refused.ignore();
        QApplication::sendEvent(zone, &refused);
        QVERIFY(!refused.isAccepted());
    }

    void theFileIsChosenInADialog()
    {
        ImportFixture console;
        ConsoleFixture::button(console.panel, u"Choose file…"_s)->click();
        auto *dialog = ConsoleFixture::dialog<QFileDialog>();
        QVERIFY(dialog);
        Q_EMIT dialog->fileSelected(console.file);
        dialog->close();
        QVERIFY(ConsoleFixture::button(console.panel, u"Start import"_s)->isEnabled());
    }

    void theChosenFormatAndTheDryRunAreAskedFor()
    {
        ImportFixture console;
        console.panel->setFile(console.file);
        auto *format = console.panel->findChild<QComboBox *>();
        QCOMPARE(format->currentText(), u"Recognise by content"_s);
        format->setCurrentIndex(1);
        console.panel->findChild<QCheckBox *>()->setChecked(true);
        ConsoleFixture::button(console.panel, u"Start check"_s)->click();
        ConsoleFixture::settle();
        QCOMPARE(console.services.imports.size(), 1U);
        QCOMPARE(console.services.imports[0].file, console.file);
        QCOMPARE(console.services.imports[0].format, u"shopify"_s);
        QVERIFY(console.services.imports[0].dryRun);
        ImportOutcome outcome = outcomeWithErrors();
        console.end(outcome);
        QVERIFY(console.says(u"Checked as Shopify CSV, nothing was changed. 3 products can be taken. 2 rows rejected."_s));
    }

    void theCurrencyIsAskedForAndRemembered()
    {
        ImportFixture console;
        console.panel->setFile(console.file);
        auto *currency = console.panel->findChild<CurrencyBox *>();
        QCOMPARE(currency->currentText(), u"EUR"_s);
        currency->setFocus();
        currency->lineEdit()->selectAll();
        ConsoleFixture::type(u"huf"_s);
        ConsoleFixture::button(console.panel, u"Start import"_s)->click();
        ConsoleFixture::settle();
        QCOMPARE(console.services.imports.size(), 1U);
        QCOMPARE(console.services.imports[0].currency.code(), u"HUF"_s);
        QVERIFY2(!currency->isEnabled(), "what runs can't be changed");
        console.end(outcomeWithErrors());
        console.window = std::make_unique<ConsoleWindow>(console.services, console.clock, console.settings);
        QCOMPARE(console.window->findChild<CurrencyBox *>()->currentText(), u"HUF"_s);
    }

    void whatIsNoCurrencyIsRefusedBeforeAnythingIsRead()
    {
        ImportFixture console;
        console.panel->setFile(console.file);
        console.panel->findChild<CurrencyBox *>()->setCurrentText(u"EURO"_s);
        ConsoleFixture::button(console.panel, u"Start import"_s)->click();
        ConsoleFixture::settle();
        QVERIFY(console.services.imports.empty());
        QCOMPARE(console.banners(), u"“EURO” is no currency; write its three-letter code, such as EUR."_s);
        QVERIFY(ConsoleFixture::button(console.panel, u"Start import"_s)->isEnabled());
    }

    void progressIsShownWhileItRuns()
    {
        ImportFixture console;
        console.start();
        const auto *bar = console.panel->findChild<QProgressBar *>();
        QVERIFY2(bar->maximum() == 0, "busy until the rows are counted");
        console.services.progress({.rows = 250, .total = 1'000});
        QCOMPARE(bar->value() * 4, bar->maximum());
        QVERIFY(console.says(u"250"_s));
        QVERIFY(!ConsoleFixture::button(console.panel, u"Start import"_s)->isEnabled());
        console.end(outcomeWithErrors());
        QCOMPARE(bar->value(), bar->maximum());
        QVERIFY(ConsoleFixture::button(console.panel, u"Start import"_s)->isEnabled());
    }

    void errorsAreListedWithLineFieldAndMessage()
    {
        ImportFixture console;
        console.start();
        console.end(outcomeWithErrors());
        const QAbstractItemModel *model = console.findings()->model();
        QCOMPARE(model->rowCount(), 3);
        QCOMPARE(model->index(1, ImportErrorsModel::Line).data().toString(), u"1,204"_s);
        QCOMPARE(model->index(1, ImportErrorsModel::Field).data().toString(), u"sku"_s);
        QCOMPARE(model->index(1, ImportErrorsModel::Message).data().toString(), u"no SKU"_s);
        QVERIFY(console.says(u"2 errors · 1 note"_s));
        QVERIFY(console.says(u"Imported as Shopify CSV. 3 products taken. 2 rows rejected."_s));
        QVERIFY2(!model->index(2, ImportErrorsModel::Value).data().toString().contains(u'\n'), "one entry stays one line");
    }

    void anImportIsStopped()
    {
        ImportFixture console;
        console.start();
        console.services.progress({.rows = 10, .total = 100});
        ConsoleFixture::button(console.panel, u"Stop"_s)->click();
        QVERIFY(console.services.cancelAsked);
        QVERIFY(console.says(u"Stopping…"_s));
        QVERIFY(!ConsoleFixture::button(console.panel, u"Stop"_s)->isEnabled());
        ImportOutcome outcome;
        outcome.created = 1;
        outcome.rows = 1;
        outcome.cancelled = true;
        console.end(outcome);
        QVERIFY(console.says(u"Stopped. 1 product was taken before and stays."_s));
    }

    void aFileThatIsRefusedAsAWholeSaysWhyAndOffersAnother()
    {
        ImportFixture console;
        console.start();
        console.end(tl::unexpected(Error{ErrorCode::InvalidRequest,
                                         u"not csv"_s,
                                         {},
                                         {{7, {}, u"unclosed_quote"_s, u"A quote in line 7 is never closed."_s, {}}}}));
        QVERIFY(console.banners().contains(u"“spring.csv” can't be imported: A quote in line 7 is never closed."_s));
        QCOMPARE(console.findings()->model()->rowCount(), 1);
        QVERIFY(console.says(u"Nothing was imported."_s));
        ConsoleFixture::button(console.panel, u"Choose another file…"_s)->click();
        auto *dialog = ConsoleFixture::dialog<QFileDialog>();
        QVERIFY(dialog);
        dialog->close();
    }

    void oneThatStopsHalfWayCanBeRepeated()
    {
        ImportFixture console;
        console.start();
        ImportOutcome outcome;
        outcome.created = 500;
        outcome.rows = 500;
        outcome.stopped = Error{ErrorCode::StorageUnavailable, u"the disk is full"_s, {}, {}};
        console.end(outcome);
        QVERIFY(console.banners().contains(u"the disk is full"_s));
        QVERIFY(console.says(u"Stopped. 500 products were taken before and stay."_s));
        ConsoleFixture::button(console.panel, u"Import it again"_s)->click();
        ConsoleFixture::settle();
        QCOMPARE(console.services.imports.size(), 2U);
    }

    void findingsAreCopiedAsText()
    {
        ImportFixture console;
        console.start();
        console.end(outcomeWithErrors());
        ConsoleFixture::button(console.panel, u"Copy"_s)->click();
        const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 3);
        QCOMPARE(lines[1], u"1,204\tsku\tno SKU\t"_s);
        console.findings()->selectRow(1);
        console.findings()->setFocus();
        console.press(Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), u"1,204\tsku\tno SKU\t\n"_s);
    }

    // S2: harmless at every sink.
    void findingsAreSavedAsCsvThatNoSpreadsheetTakesForFormulas()
    {
        ImportFixture console;
        console.start();
        console.end(outcomeWithErrors());
        ConsoleFixture::button(console.panel, u"Save as CSV…"_s)->click();
        auto *dialog = ConsoleFixture::dialog<QFileDialog>();
        QVERIFY(dialog);
        const QString path = console.scratch.filePath(u"errors.csv"_s);
        Q_EMIT dialog->fileSelected(path);
        QVERIFY2(!ConsoleFixture::button(console.panel, u"Save as CSV…"_s)->isEnabled(), "the window does not wait for the disk");
        dialog->close();
        QTRY_VERIFY(console.banners().contains(u"errors.csv"_s));
        QVERIFY(ConsoleFixture::button(console.panel, u"Save as CSV…"_s)->isEnabled());
        QFile saved(path);
        QVERIFY(saved.open(QIODevice::ReadOnly));
        const QByteArray csv = saved.readAll();
        QVERIFY(csv.startsWith("line,kind,field,code,message,value\r\n"));
        const QByteArray formula =
            "3,error,price,invalid_price,\"\"\"x\"\" is no price\",\"'=HYPERLINK(\"\"http://evil\"\")\"\r\n";
        QVERIFY(csv.contains(formula));
        QVERIFY(csv.contains("4,note,"));
    }

    void aFileThatCannotBeWrittenIsTold()
    {
        ImportFixture console;
        console.start();
        console.end(outcomeWithErrors());
        ConsoleFixture::button(console.panel, u"Save as CSV…"_s)->click();
        auto *dialog = ConsoleFixture::dialog<QFileDialog>();
        Q_EMIT dialog->fileSelected(console.scratch.filePath(u"no/such/folder/errors.csv"_s));
        dialog->close();
        QCOMPARE(console.banners(), QString());
        QTRY_VERIFY(console.banners().contains(u"can't be written"_s));
        QVERIFY(ConsoleFixture::button(console.panel, u"Save elsewhere…"_s));
    }

    void closingTheWindowWhileItRunsAsks()
    {
        ImportFixture console;
        console.services.addresses.clear();
        console.start();
        console.window->close();
        auto *question = ConsoleFixture::dialog<QMessageBox>();
        QVERIFY(question && question->informativeText().contains(u"import is still running"_s));
        question->button(QMessageBox::Cancel)->click();
        ConsoleFixture::settle();
        QVERIFY(console.window->isVisible());
    }

    void manyErrorsAreCountedAndTheFirstShown()
    {
        ImportErrorsModel model;
        std::vector<FieldError> many(ImportErrorsModel::maximumRows + 5);
        model.append(ImportErrorsModel::Kind::Error, many);
        model.append(ImportErrorsModel::Kind::Note, many);
        QCOMPARE(std::size_t(model.rowCount()), ImportErrorsModel::maximumRows);
        model.clear();
        QCOMPARE(model.rowCount(), 0);
    }
};

QTEST_MAIN(ImportTest)
#include "tst_import.moc"
