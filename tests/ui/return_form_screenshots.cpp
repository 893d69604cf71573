// SPDX-License-Identifier: GPL-3.0-or-later
// return_form_screenshots OUTDIR: pictures of what is done to a return, and of the charts of returns, light and dark.
#include "ui/common/theme.h"
#include "ui/form_fixture.h"
#include "ui/returns/attention_form.h"
#include "ui/returns/decide_form.h"
#include "ui/returns/inspect_form.h"
#include "ui/returns/receive_form.h"
#include "ui/returns/repair_form.h"
#include "ui/returns/return_charts.h"
#include "ui/returns_at_work.h"
#include "ui/scripted_returns.h"
#include "ui/translation.h"

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QTest>

#include <cstdio>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

constexpr UtcMillis now = 1'772'818'920'000;

class Studio
{
public:
    Studio(const QDir &folder, const QString &suffix, QSize size)
        : m_folder(folder)
        , m_suffix(suffix)
        , m_size(size)
    {
    }

    static void settle()
    {
        for (int i = 0; i < 4; ++i) {
            QCoreApplication::sendPostedEvents();
            QCoreApplication::processEvents();
        }
    }

    void shoot(const QString &name, QWidget *of) const
    {
        settle();
        const QString file = m_folder.filePath(name + u'-' + m_suffix + u".png"_s);
        if (!of->grab().save(file)) {
            qFatal("%s can't be written", qUtf8Printable(file));
        }
    }

    /// A form in a window of its own, after `use` has worked with it.
    template <typename Form>
    void form(const QString &name, const RmaDetails &details, const std::function<void(Form &, ScriptedReturns &)> &use) const
    {
        ScriptedReturns services;
        services.now = now;
        services.records = {details};
        services.plan = mixedPlan();
        ReturnUpload upload(services, nullptr);
        QWidget window;
        auto *layout = new QVBoxLayout(&window);
        layout->setContentsMargins(16, 16, 16, 16);
        auto *shown = makeReturnForm<Form>(services, upload, details);
        layout->addWidget(shown);
        window.resize(m_size);
        window.show();
        window.activateWindow();
        shown->setFocus();
        settle();
        use(*shown, services);
        shoot(name, &window);
    }

    [[nodiscard]] QSize size() const { return m_size; }

private:
    QDir m_folder;
    QString m_suffix;
    QSize m_size;
};

void type(QWidget &form, const QString &text)
{
    QTest::keyClicks(form.window()->focusWidget(), text);
    Studio::settle();
}

void shootWarehouse(const Studio &studio)
{
    studio.form<ReceiveForm>(u"receive-empty"_s, returnUnderWay(now), [](ReceiveForm &, ScriptedReturns &) {});
    studio.form<ReceiveForm>(u"receive"_s, returnUnderWay(now), [](ReceiveForm &form, ScriptedReturns &) {
        for (const QString &sku : {u"PINE-M"_s, u"LAMP-2"_s, u"PINE-M"_s}) {
            form.scan(sku);
        }
        form.findChild<QSpinBox *>(u"missing-KETTLE"_s)->setValue(1);
    });
    studio.form<ReceiveForm>(u"receive-unexpected"_s, returnUnderWay(now), [](ReceiveForm &form, ScriptedReturns &) {
        form.scan(u"LAMP-2"_s);
        form.scan(u"4006381333931"_s);
    });
    studio.form<InspectForm>(u"inspect"_s, returnReceived(now),
                             [](InspectForm &form, ScriptedReturns &) { type(form, u"3aq"_s); });
    studio.form<InspectForm>(u"inspect-reject"_s, returnReceived(now), [](InspectForm &form, ScriptedReturns &) {
        type(form, u"3aq1as4rx"_s);
        type(form, u"Broken by a fall"_s);
    });
    studio.form<InspectForm>(u"inspect-correct"_s, returnInspected(now),
                             [](InspectForm &form, ScriptedReturns &) { type(form, u"2"_s); });
    studio.form<RepairForm>(u"repair"_s, returnUnderRepair(now), [](RepairForm &form, ScriptedReturns &) {
        form.findChild<QRadioButton *>(u"repairFailed"_s)->setChecked(true);
    });
}

void choose(DecideForm &form, const QString &box, DispositionKind kind)
{
    auto *combo = form.findChild<QComboBox *>(box);
    combo->setCurrentIndex(combo->findData(int(kind)));
}

void chooseMixed(DecideForm &form, const ScriptedReturns &services)
{
    choose(form, u"kind-PINE-M-1"_s, DispositionKind::Refund);
    auto *fee = form.findChild<QLineEdit *>(u"fee-PINE-M-1"_s);
    fee->setText(u"9.00"_s);
    Q_EMIT fee->textEdited(fee->text());
    choose(form, u"kind-PINE-M-2"_s, DispositionKind::Replacement);
    const std::size_t before = services.previews.size();
    if (!QTest::qWaitFor([&] { return services.previews.size() > before; })) {
        qFatal("no preview was asked for");
    }
    Studio::settle();
}

void shootFinance(const Studio &studio)
{
    studio.form<DecideForm>(u"decide"_s, returnInspected(now),
                            [](DecideForm &form, ScriptedReturns &services) { chooseMixed(form, services); });
    studio.form<DecideForm>(u"decide-trouble"_s, returnInspected(now), [](DecideForm &form, ScriptedReturns &services) {
        services.plan.aboveLimit = services.plan.needsAnotherPerson = true;
        services.plan.undecided = 1;
        services.plan.replacements.front().available = 0;
        chooseMixed(form, services);
        choose(form, u"kind-PINE-M-2"_s, DispositionKind::Repair);
        form.findChild<QLineEdit *>(u"fee-PINE-M-1"_s)->setFocus();
    });
    studio.form<DecideForm>(u"decide-question"_s, returnInspected(now), [&studio](DecideForm &form, ScriptedReturns &services) {
        chooseMixed(form, services);
        QTest::keyClick(form.window()->focusWidget(), Qt::Key_Return, Qt::ControlModifier);
        Studio::settle();
        auto *question = form.findChild<QMessageBox *>();
        if (!question) {
            qFatal("nothing was asked");
        }
        studio.shoot(u"decide-confirm"_s, question);
        question->reject();
    });
    studio.form<DecideForm>(u"decide-reopened"_s, returnInAttention(now), [](DecideForm &, ScriptedReturns &) {});
    studio.form<AttentionForm>(u"attention"_s, returnInAttention(now), [](AttentionForm &, ScriptedReturns &) {});
}

void shootCharts(const Studio &studio, const QString &name, const RmaFigures &figures)
{
    ScriptedReturns services;
    services.figures = figures;
    ReturnCharts charts(services);
    charts.resize(QSize(studio.size().width(), 1'130));
    charts.show();
    Studio::settle();
    studio.shoot(name, &charts);
}

void shootAll(const Studio &studio)
{
    shootWarehouse(studio);
    shootFinance(studio);
    shootCharts(studio, u"charts"_s, busyReturnFigures(now));
    RmaFigures none;
    none.at = now;
    shootCharts(studio, u"charts-empty"_s, none);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    if (application.arguments().size() != 2 || !QDir().mkpath(application.arguments().at(1))) {
        std::fprintf(stderr, "usage: return_form_screenshots OUTDIR\n");
        return 2;
    }
    installTranslations(application);
    const QDir folder(application.arguments().at(1));
    applyTheme(ThemeChoice::Light);
    shootAll({folder, u"light"_s, QSize(1040, 660)});
    applyTheme(ThemeChoice::Dark);
    shootAll({folder, u"dark"_s, QSize(1040, 660)});
    applyTheme(ThemeChoice::Light);
    shootAll({folder, u"light-small"_s, QSize(780, 520)});
    return 0;
}
