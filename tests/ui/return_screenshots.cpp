// SPDX-License-Identifier: GPL-3.0-or-later
// return_screenshots OUTDIR: pictures of the returns panel, light and dark, on a working day.
#include "ui/returns_at_work.h"
#include "ui/returns_fixture.h"

#include "ui/common/paper_dialog.h"
#include "ui/returns/new_return_dialog.h"
#include "ui/returns/return_step_dialog.h"
#include "ui/returns/returns_bulk.h"

#include <QCheckBox>
#include <QDir>
#include <QPlainTextEdit>
#include <QSpinBox>

#include <cstdio>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

class Pictures
{
public:
    Pictures(const QDir &folder, const QString &theme, QSize size)
        : m_folder(folder)
        , m_suffix(u"%1-%2"_s.arg(theme).arg(size.width()))
        , m_size(size)
        , m_theme(theme)
    {
    }

    void shootAll()
    {
        ReturnsFixture fixture(StaffRole::Admin);
        for (QAction *action : fixture.window->findChildren<QAction *>(u"theme-"_s + m_theme)) {
            action->trigger();
        }
        fixture.window->resize(m_size);
        fixture.returns().figures = busyReturnFigures(ReturnsFixture::now);
        fixture.second();
        shoot(u"list"_s, fixture.window.get());
        fixture.choose(u"support"_s);
        fixture.list()->selectRow(0);
        ReturnsFixture::settle();
        shoot(u"support"_s, fixture.window.get());
        shootBulk(fixture);
        shootPage(fixture);
        shootNew(fixture);
        fixture.choose(u"expired"_s);
        fixture.returns().records.clear();
        fixture.second();
        shoot(u"empty"_s, fixture.window.get());
        fixture.alt(Qt::Key_R);
        shoot(u"charts"_s, fixture.window.get());
    }

private:
    void shootBulk(ReturnsFixture &fixture)
    {
        fixture.list()->selectAll();
        fixture.alt(Qt::Key_P);
        auto *question = ReturnsFixture::dialog<QMessageBox>();
        shoot(u"bulk-question"_s, question);
        ReturnsFixture::button(question, u"Approve"_s)->click();
        for (int i = 0; i < 20; ++i) {
            ReturnsFixture::settle();
        }
        auto *bulk = ReturnsFixture::dialog<ReturnsBulk>();
        shoot(u"bulk"_s, bulk);
        bulk->close();
        ReturnsFixture::settle();
    }

    void shootPage(ReturnsFixture &fixture)
    {
        for (const RmaState state : {RmaState::Submitted, RmaState::InTransit, RmaState::Received, RmaState::Inspected,
                                     RmaState::Attention, RmaState::Completed}) {
            fixture.openFirst(state);
            shoot(u"page-"_s + rmaStateName(state), fixture.window.get());
            if (state == RmaState::Inspected || state == RmaState::Submitted || state == RmaState::Attention) {
                auto *parts = fixture.panel->findChild<QTabWidget *>(u"returnParts"_s);
                for (const int part : {1, 2, 3, 4, 5, 6}) {
                    parts->setCurrentIndex(part);
                    ReturnsFixture::settle();
                    shoot(u"page-%1-%2"_s.arg(rmaStateName(state)).arg(part), fixture.window.get());
                }
            }
            if (state == RmaState::Submitted) {
                shootDialogs(fixture);
            }
            fixture.press(Qt::Key_Escape);
        }
    }

    void shootDialogs(ReturnsFixture &fixture)
    {
        fixture.alt(Qt::Key_L);
        auto *slip = ReturnsFixture::dialog<PaperDialog>();
        shoot(u"slip"_s, slip);
        slip->close();
        fixture.alt(Qt::Key_D);
        auto *decline = ReturnsFixture::dialog<ReturnStepDialog>();
        ReturnsFixture::type(u"Worn for weeks"_s);
        RmaDetails &record = *fixture.returns().find(u"rma-15"_s);
        fixture.returns().moveByOther(record.rma.summary.id, RmaStep::Validate, u"bob"_s);
        ReturnsFixture::send(decline);
        shoot(u"decline-conflict"_s, decline);
        decline->done(0);
        ReturnsFixture::settle();
    }

    void shootNew(ReturnsFixture &fixture)
    {
        fixture.alt(Qt::Key_N);
        auto *dialog = ReturnsFixture::dialog<NewReturnDialog>();
        dialog->findChild<QTableView *>(u"ordersToReturn"_s)->selectRow(0);
        ReturnsFixture::settle();
        dialog->findChild<QSpinBox *>(u"quantity-PINE-M"_s)->setValue(2);
        shoot(u"new"_s, dialog);
        dialog->findChild<QCheckBox *>(u"override"_s)->click();
        ReturnsFixture::settle();
        ReturnsFixture::send(dialog);
        shoot(u"new-override"_s, dialog);
        dialog->done(0);
        ReturnsFixture::settle();
    }

    void shoot(const QString &name, QWidget *of)
    {
        ReturnsFixture::settle();
        if (!of || !of->grab().save(m_folder.filePath(u"returns-%1-%2.png"_s.arg(name, m_suffix)))) {
            qFatal("there is no picture of %s", qUtf8Printable(name));
        }
    }

    QDir m_folder;
    QString m_suffix;
    QSize m_size;
    QString m_theme;
};

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    if (application.arguments().size() != 2 || !QDir().mkpath(application.arguments().at(1))) {
        std::fprintf(stderr, "usage: return_screenshots OUTDIR\n");
        return 2;
    }
    prepareConsoleTests();
    const QDir folder(application.arguments().at(1));
    Pictures(folder, u"light"_s, QSize(1280, 800)).shootAll();
    Pictures(folder, u"dark"_s, QSize(1280, 800)).shootAll();
    Pictures(folder, u"light"_s, QSize(1024, 640)).shootAll();
    return 0;
}
