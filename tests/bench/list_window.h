// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bench/frames.h"
#include "console/order_shop.h"

#include "ui/console_window.h"

#include <QSettings>
#include <QTest>

namespace tidegate::test {

/// How long each page takes until there is no further one; `next` reads one and returns the cursor of the one behind it.
template <typename Filter>
void measurePages(const char *what, Filter page, const std::function<QString(const Filter &)> &next)
{
    std::vector<double> took;
    page.limit = 100;
    do {
        took.push_back(millisecondsOf([&] { page.cursor = next(page); }));
    } while (!page.cursor.isEmpty());
    report(what, took, 50);
}

/// How long the thread of the console's window works at one stretch: while one scrolls through all `count` rows of the list with this objectName, on the
/// panel behind Ctrl and `panel`, and while it stays there.
inline void measureWindow(OrderShop &shop, const QString &list, Qt::Key panel, int count)
{
    const QTemporaryDir scratch;
    QSettings settings(scratch.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    ConsoleWindow window(shop.bridge, shop.clock, settings);
    window.resize(1280, 800);
    window.show();
    window.activateWindow();
    QTest::qWait(200);
    QTest::keyClick(&window, panel, Qt::ControlModifier);
    QTest::qWait(500);
    auto *table = window.findChild<QTableView *>(list);
    std::printf("window: %d of %d rows are loaded when the panel is seen\n", table->model()->rowCount(), count);
    report("window: scrolling through all, per round", scrollToTheEnd(*table, count), frame);
    report("window: live with all loaded, per round", liveOn(window), frame);
}

} // namespace tidegate::test
