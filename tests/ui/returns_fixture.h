// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/busy_returns.h"

#include "ui/console_fixture.h"
#include "ui/returns/return_page.h"
#include "ui/returns/return_queues.h"
#include "ui/returns/returns_panel.h"

#include <QComboBox>
#include <QLineEdit>
#include <QTabWidget>
#include <QTableView>

#include <algorithm>

namespace tidegate {

/// The returns panel on scripted services, used by keyboard.
class ReturnsFixture : public ConsoleFixture
{
public:
    explicit ReturnsFixture(StaffRole role = StaffRole::Admin, int many = 0)
    {
        ScriptedReturns &scripted = services.returns;
        scripted.actor = StaffActor{QStringLiteral("staff-1"), QStringLiteral("anna"), role};
        if (many > 0) {
            fillManyReturns(scripted, now, many);
        } else if (many == 0) {
            fillBusyReturns(scripted, now);
        }
        scripted.now = now;
        open(false);
        press(Qt::Key_8, Qt::ControlModifier);
        panel = window->findChild<ReturnsPanel *>();
    }
    static constexpr int none = -1;

    [[nodiscard]] ScriptedReturns &returns() { return services.returns; }
    [[nodiscard]] QTableView *table(const QString &name) const { return panel->findChild<QTableView *>(name); }
    [[nodiscard]] QTableView *list() const { return table(QStringLiteral("returns")); }
    [[nodiscard]] ReturnPage *page() const { return panel->findChild<ReturnPage *>(); }
    static QString cell(const QTableView *of, int row, int column) { return of->model()->index(row, column).data().toString(); }
    [[nodiscard]] QString label(const QString &name) const { return panel->findChild<QLabel *>(name)->text(); }

    void choose(const QString &queue) const
    {
        panel->queues()->choose(queue);
        settle();
    }

    /// The list's row, by Enter.
    void openRow(int row) const
    {
        list()->selectRow(row);
        list()->setFocus();
        QTest::keyClick(list(), Qt::Key_Return);
        settle();
    }

    /// The first of this state.
    void openFirst(RmaState state) const
    {
        choose(rmaStateName(state));
        openRow(0);
    }

    static void send(QWidget *dialog)
    {
        QTest::keyClick(dialog, Qt::Key_Return, Qt::ControlModifier);
        settle();
    }

    ReturnsPanel *panel = nullptr;
};

} // namespace tidegate
