// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/busy_partners.h"
#include "ui/console_fixture.h"

#include "ui/common/time_chart.h"
#include "ui/jobs/findings_export.h"
#include "ui/jobs/job_history.h"
#include "ui/jobs/job_page.h"
#include "ui/jobs/jobs_panel.h"
#include "ui/jobs/rejected_export.h"

#include <QComboBox>
#include <QFile>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

class JobsFixture : public ConsoleFixture
{
public:
    explicit JobsFixture(bool many = false)
    {
        if (many) {
            fillManyPartners(services, now);
        } else {
            fillBusyPartners(services, now);
        }
        start();
    }

    enum class Empty { Shop };
    explicit JobsFixture(Empty) { start(); }

    void start()
    {
        open(false);
        press(Qt::Key_5, Qt::ControlModifier);
        panel = window->findChild<JobsPanel *>();
    }

    [[nodiscard]] QTableView *list() const { return panel->findChild<QTableView *>(u"jobs"_s); }
    [[nodiscard]] QTableView *findings() const { return panel->findChild<QTableView *>(u"jobFindings"_s); }
    static QString cell(const QTableView *of, int row, int column) { return of->model()->index(row, column).data().toString(); }

    void select(int row) const
    {
        list()->selectRow(row);
        settle();
    }

    void openRow(int row) const
    {
        select(row);
        list()->setFocus();
        QTest::keyClick(list(), Qt::Key_Return);
        settle();
    }

    QMessageBox *step(const QString &text) const
    {
        button(panel, text)->click();
        return dialog<QMessageBox>();
    }

    void choose(const QString &box, int index) const
    {
        auto *combo = panel->findChild<QComboBox *>(box);
        combo->setCurrentIndex(index);
        Q_EMIT combo->activated(index);
        settle();
    }

    JobsPanel *panel = nullptr;
};

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class JobsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareConsoleTests(); }

    void whereThereIsNoneItSaysHowOneBegins()
    {
        const JobsFixture console(JobsFixture::Empty::Shop);
        QVERIFY(!console.list()->isVisible());
        bool told = false;
        for (const QLabel *label : console.panel->findChildren<QLabel *>()) {
            told = told || (label->isVisible() && label->text() == u"No jobs yet"_s);
        }
        QVERIFY(told);
    }

    void theListIsLive()
    {
        JobsFixture console;
        QCOMPARE(console.list()->model()->rowCount(), 8);
        QCOMPARE(JobsFixture::cell(console.list(), 1, 1), u"Running"_s);
        QCOMPARE(JobsFixture::cell(console.list(), 1, 2), u"62 %"_s);
        QCOMPARE(JobsFixture::cell(console.list(), 1, 3), u"1,488,000 of 2,400,000"_s);
        QCOMPARE(JobsFixture::cell(console.list(), 2, 0), u"Northwind Outdoor (sandbox)"_s);
        console.select(1);
        console.services.jobs.find(u"j8"_s)->percent = 63;
        JobView fresh = *console.services.jobs.find(u"j9"_s);
        fresh.id = u"j10"_s;
        console.services.jobs.jobList.insert(console.services.jobs.jobList.begin(), fresh);
        console.second();
        QCOMPARE(console.list()->model()->rowCount(), 9);
        QCOMPARE(JobsFixture::cell(console.list(), 2, 2), u"63 %"_s);
        QCOMPARE(console.list()->currentIndex().row(), 2);
    }

    void itIsFilteredByPartnerStatusAndSide()
    {
        JobsFixture console;
        console.choose(u"jobSide"_s, 2);
        QCOMPARE(console.services.jobs.queries.back().sandbox, std::optional(true));
        QCOMPARE(console.list()->model()->rowCount(), 1);
        console.choose(u"jobSide"_s, 0);
        console.choose(u"jobState"_s, 1);
        QVERIFY(console.services.jobs.queries.back().onlyOpen);
        QCOMPARE(console.list()->model()->rowCount(), 3);
        console.choose(u"jobState"_s, 6);
        QCOMPARE(console.services.jobs.queries.back().state, std::optional(JobState::Failed));
        QCOMPARE(console.list()->model()->rowCount(), 1);
        console.choose(u"partner"_s, 1);
        QCOMPARE(console.services.jobs.queries.back().partnerId, u"p1"_s);
        QVERIFY(!console.list()->isVisible());
    }

    void moreComesAsTheUserScrolls()
    {
        JobsFixture console(true);
        QCOMPARE(console.list()->model()->rowCount(), 100);
        console.list()->verticalScrollBar()->setValue(console.list()->verticalScrollBar()->maximum());
        ConsoleFixture::settle();
        QVERIFY(console.list()->model()->rowCount() >= 200);
        const int loaded = console.list()->model()->rowCount();
        console.second();
        QCOMPARE(console.list()->model()->rowCount(), loaded);
        QVERIFY(console.services.jobs.pagesAsked < 5);
    }

    void theChartsShowWhatTheJobsDid()
    {
        JobsFixture console;
        for (int second = 1; second <= 30; ++second) {
            console.services.jobs.activity = busyActivity(ConsoleFixture::now + second * 1000, second);
            console.second();
        }
        const QList<TimeChart *> charts = console.panel->findChildren<TimeChart *>();
        QCOMPARE(charts.size(), 2);
        QVERIFY(charts[0]->axisTop() > 5'000);
        QVERIFY(charts[1]->axisTop() > 100);
    }

    void aRateIsTheDifferenceOverTheTime()
    {
        JobHistory history;
        history.append({.at = 1'000, .marks = {{u"a"_s, 100, 10}}, .queued = 0, .running = 1});
        history.append({.at = 3'000, .marks = {{u"a"_s, 500, 20}, {u"b"_s, 50, 0}}, .queued = 3, .running = 2});
        QCOMPARE(history.processed().size(), 2);
        QCOMPARE(history.processed().back(), QPointF(0, 225));
        QCOMPARE(history.rejected().back(), QPointF(0, 5));
        QCOMPARE(history.rateOf(u"a"_s), 200.0);
        QCOMPARE(history.rateOf(u"b"_s), 0.0);
        QCOMPARE(history.queued(), 3);
    }

    void aJobThatVanishesOrStartsAgainMakesNoNegativeRate()
    {
        JobHistory history;
        history.append({.at = 1'000, .marks = {{u"a"_s, 900, 9}, {u"b"_s, 70, 7}}});
        history.append({.at = 2'000, .marks = {{u"a"_s, 0, 0}}});
        QCOMPARE(history.processed().back(), QPointF(0, 0));
        QCOMPARE(history.rateOf(u"a"_s), 0.0);
    }

    void whatIsOlderThanFiveMinutesIsForgotten()
    {
        JobHistory history;
        for (int second = 0; second <= 400; ++second) {
            history.append({.at = second * 1000, .marks = {}});
        }
        QCOMPARE(history.processed().size(), 301);
        history.append({.at = 350'000, .marks = {}}); // the machine's clock was set back
        QCOMPARE(history.processed().back().x(), 0.0);
        QCOMPARE(history.processed().size(), 251);
    }

    void aJobIsOpenedByKeyboardAndLeftByEscape()
    {
        JobsFixture console;
        console.openRow(3);
        QVERIFY(console.findings()->isVisible());
        QVERIFY(!console.list()->isVisible());
        console.press(Qt::Key_Escape);
        QVERIFY(console.list()->isVisible());
        QCOMPARE(console.list()->currentIndex().row(), 3);
        QVERIFY(console.list()->hasFocus());
    }

    void itsFindingsComePageByPage()
    {
        JobsFixture console;
        console.openRow(3);
        QTableView *findings = console.findings();
        QCOMPARE(findings->model()->rowCount(), 200);
        for (int page = 0; page < 5; ++page) {
            findings->verticalScrollBar()->setValue(findings->verticalScrollBar()->maximum());
            ConsoleFixture::settle();
        }
        QCOMPARE(findings->model()->rowCount(), 620);
        QCOMPARE(console.services.jobs.findingPagesAsked, 3);
        console.second();
        QCOMPARE(findings->model()->rowCount(), 620);
    }

    void theyAreSearchedByCode()
    {
        JobsFixture console;
        console.openRow(3);
        auto *code = console.panel->findChild<QComboBox *>(u"findingCode"_s);
        QCOMPARE(code->itemText(1), u"invalid_price (155)"_s);
        QCOMPARE(code->itemText(4), u"html_cleaned (155, warning)"_s);
        console.choose(u"findingCode"_s, 2);
        QCOMPARE(console.findings()->model()->rowCount(), 155);
        QCOMPARE(JobsFixture::cell(console.findings(), 0, 1), u"duplicate_sku"_s);
    }

    void whatComesFromOutsideIsPlainText()
    {
        JobsFixture console;
        console.services.jobs.findingList[0].error.value = u"<b>\x1b[31m</b>\nline"_s;
        console.openRow(3);
        const QModelIndex value = console.findings()->model()->index(0, 4);
        QVERIFY(!value.data().toString().contains(u'\n'));
        QVERIFY(!value.data().toString().contains(QChar(0x1b)));
        QVERIFY(value.data(Qt::ToolTipRole).toString().startsWith(u"&lt;b&gt;"_s));
    }

    void allFindingsAreSavedSafeForSpreadsheets()
    {
        JobsFixture console;
        console.services.jobs.findingList[0].error.value = u"=1+1"_s;
        const QString file = console.scratch.filePath(u"errors.csv"_s);
        auto *findings = new FindingsExport(console.services.jobs, {.jobId = u"j6"_s, .code = {}}, file, console.panel);
        QSignalSpy finished(findings, &FindingsExport::finished);
        findings->start();
        QVERIFY(finished.wait());
        QCOMPARE(finished[0][1].toLongLong(), 620);
        QCOMPARE(finished[0][2].toString(), QString());
        const QList<QByteArray> lines = contentOf(file).split('\n');
        QCOMPARE(lines.size(), 622);
        const QByteArray first = "12,error,price,invalid_price,\"\"\"12,5o\"\" is no price; write it as 12.50\",'=1+1";
        QCOMPARE(lines[1].trimmed(), first);
        QVERIFY(lines[4].contains(",warning,"));
    }

    void aFileThatCannotBeWrittenIsTold()
    {
        JobsFixture console;
        auto *findings = new FindingsExport(console.services.jobs, {.jobId = u"j6"_s, .code = {}},
                                            console.scratch.filePath(u"no/such/folder.csv"_s), console.panel);
        QSignalSpy finished(findings, &FindingsExport::finished);
        findings->start();
        QVERIFY(finished.wait());
        QVERIFY(!finished[0][2].toString().isEmpty());
    }

    void aFileThatIsNotWholeIsNotLeft()
    {
        JobsFixture console;
        const QString file = console.scratch.filePath(u"errors.csv"_s);
        auto *findings = new FindingsExport(console.services.jobs, {.jobId = u"j6"_s, .code = {}}, file, console.panel);
        QSignalSpy finished(findings, &FindingsExport::finished);
        console.services.jobs.findingFailure = Error{ErrorCode::StorageUnavailable, u"gone"_s, {}, {}};
        findings->start();
        QVERIFY(finished.wait());
        QVERIFY(!finished[0][2].toString().isEmpty());
        QVERIFY(!QFile::exists(file));
    }

    void rejectedRowsAreSavedInAsManyFilesAsTheyNeed()
    {
        JobsFixture console;
        console.services.jobs.rejectedParts = {{u"../../rejected.csv"_s, "one", u"1"_s}, {u"rejected.csv"_s, "two", {}}};
        auto *rejected = new RejectedExport(console.services.jobs, u"j6"_s, console.panel);
        QSignalSpy ready(rejected, &RejectedExport::ready);
        QSignalSpy finished(rejected, &RejectedExport::finished);
        rejected->start();
        QVERIFY(ready.wait());
        QCOMPARE(ready[0][0].toString(), u"rejected.csv"_s);
        rejected->save(console.scratch.filePath(u"mend me.csv"_s));
        QVERIFY(finished.wait());
        QCOMPARE(finished[0][1].toString(), QString());
        QCOMPARE(contentOf(console.scratch.filePath(u"mend me.csv"_s)), "one");
        QCOMPARE(contentOf(console.scratch.filePath(u"mend me-2.csv"_s)), "two");
    }

    void rejectedRowsThatAreKeptNoLongerAreTold()
    {
        JobsFixture console;
        console.services.jobs.rejectedFailure = Error{ErrorCode::NotFound, {}, {}, {}};
        console.services.jobs.rejectedParts = {{}};
        console.openRow(3);
        ConsoleFixture::button(console.panel, u"Save rejected rows…"_s)->click();
        ConsoleFixture::settle();
        QVERIFY(console.banners().contains(u"The upload is no longer kept."_s));
        QVERIFY(ConsoleFixture::button(console.panel, u"Save rejected rows…"_s)->isEnabled());
    }

    void cancellingSaysWhatWillHappen()
    {
        JobsFixture console;
        console.select(1);
        QMessageBox *question = console.step(u"Cancel…"_s);
        QVERIFY(question->informativeText().contains(u"1,450,000 products that it has changed so far stay"_s));
        QTest::keyClick(question, Qt::Key_Return);
        ConsoleFixture::settle();
        QVERIFY(console.services.jobs.cancelled.isEmpty());
        ConsoleFixture::button(console.step(u"Cancel…"_s), u"Cancel the job"_s)->click();
        ConsoleFixture::settle();
        QCOMPARE(console.services.jobs.cancelled, QStringList{u"j8"_s});
        QVERIFY(console.banners().contains(u"stops after the rows it is at"_s));
        QVERIFY(!ConsoleFixture::button(console.panel, u"Cancel…"_s)->isEnabled());
    }

    void anAtomicJobIsTakenBackWhenItIsCancelled()
    {
        JobsFixture console;
        console.services.jobs.find(u"j8"_s)->atomic = true;
        console.second();
        console.select(1);
        QMessageBox *question = console.step(u"Cancel…"_s);
        QVERIFY(question->informativeText().contains(u"is taken back"_s));
        question->reject();
    }

    void undoingSaysWhatWillHappenAndLeadsToItsJob()
    {
        JobsFixture console;
        console.select(3);
        QMessageBox *question = console.step(u"Undo…"_s);
        QVERIFY(question->informativeText().contains(u"1,240 products that it created are withdrawn."_s));
        QVERIFY(question->informativeText().contains(u"4,716 products that it updated get back what they had."_s));
        ConsoleFixture::button(question, u"Take it back"_s)->click();
        ConsoleFixture::settle();
        QCOMPARE(console.services.jobs.undone, QStringList{u"j6"_s});
        ConsoleFixture::button(console.window.get(), u"Show it"_s)->click();
        ConsoleFixture::settle();
        QCOMPARE(console.panel->findChild<JobPage *>()->jobId(), u"undo-j6"_s);
    }

    void anUndoThatIsRefusedNamesWhatStandsInTheWay()
    {
        JobsFixture console;
        console.services.jobs.stepFailure =
            Error{ErrorCode::Conflict, {}, {}, {{0, u"sku"_s, u"touched_later"_s, u"LAMP was changed since."_s, u"LAMP"_s}}};
        console.select(3);
        ConsoleFixture::button(console.step(u"Undo…"_s), u"Take it back"_s)->click();
        ConsoleFixture::settle();
        QVERIFY(console.banners().contains(u"was not taken back. LAMP was changed since."_s));
    }

    void retryingIsOfferedWhileTheUploadIsKept()
    {
        JobsFixture console;
        console.select(3);
        ConsoleFixture::button(console.step(u"Retry…"_s), u"Work on it again"_s)->click();
        ConsoleFixture::settle();
        QCOMPARE(console.services.jobs.retried, QStringList{u"j6"_s});
        console.services.jobs.find(u"j6"_s)->fileKept = false;
        console.second();
        console.select(4);
        QVERIFY(!ConsoleFixture::button(console.panel, u"Retry…"_s)->isEnabled());
        QCOMPARE(ConsoleFixture::button(console.panel, u"Retry…"_s)->toolTip(), u"Its upload is no longer kept."_s);
    }

    void aDryRunHasNothingToUndo()
    {
        const JobsFixture console;
        console.select(7);
        QVERIFY(!ConsoleFixture::button(console.panel, u"Undo…"_s)->isEnabled());
        QVERIFY(!ConsoleFixture::button(console.panel, u"Undo…"_s)->toolTip().isEmpty());
    }

    void unreadableJobsAreToldAndComeBack()
    {
        JobsFixture console;
        console.services.jobs.readFailure = Error{ErrorCode::StorageUnavailable, u"out of reach"_s, {}, {}};
        console.second();
        QVERIFY(console.banners().contains(u"can't be read"_s));
        QCOMPARE(console.list()->model()->rowCount(), 8);
        console.services.jobs.readFailure.reset();
        console.second();
        QCOMPARE(console.banners(), QString());
    }
};

QTEST_MAIN(JobsTest)
#include "tst_jobs.moc"
