// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/busy_partners.h"
#include "ui/busy_shop.h"
#include "ui/console_window.h"
#include "ui/translation.h"

#include <QAbstractButton>
#include <QApplication>
#include <QLabel>
#include <QMenuBar>
#include <QMessageBox>
#include <QSettings>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <memory>

namespace tidegate {

/// A console window on scripted services, with settings and a clock of its own.
class ConsoleFixture
{
public:
    static constexpr UtcMillis now = 1'772'818'920'000; // 2026-03-06T17:42:00Z

    ConsoleFixture()
        : settings(scratch.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat)
        , clock(now)
    {
        services.addresses = {QStringLiteral("http://127.0.0.1:8480")};
        services.figures.at = now;
    }

    /// With the busy shop's sales, stock and figures unless told otherwise.
    void open(bool busy = true)
    {
        if (busy) {
            fillBusyShop(services, now);
            fillBusyPartners(services, now);
            services.figures = busyFigures(now, 100);
        }
        window = std::make_unique<ConsoleWindow>(services, clock, settings);
        window->show();
        activate(window.get());
    }

    /// A window manager takes its time to activate a window, and keys go to none until then.
    static void activate(QWidget *shown)
    {
        shown->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(shown));
        settle();
    }

    /// Lets everything that is queued happen.
    static void settle()
    {
        for (int i = 0; i < 4; ++i) {
            QCoreApplication::sendPostedEvents();
            QCoreApplication::processEvents();
        }
    }

    void second()
    {
        services.figures.at += 1000;
        window->tick();
        settle();
    }

    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) const
    {
        if (!QApplication::activeWindow()) { // the offscreen platform activates none when a dialog closes
            activate(window.get());
        }
        QWidget *focused = QApplication::focusWidget();
        QTest::keyClick(focused ? focused : window.get(), key, modifiers);
        settle();
    }

    /// By a mnemonic: the button goes down, and its click comes when it is up again.
    void alt(Qt::Key key) const
    {
        press(key, Qt::AltModifier);
        const bool up = QTest::qWaitFor([] {
            const QWidgetList all = QApplication::allWidgets();
            return std::none_of(all.begin(), all.end(), [](QWidget *widget) {
                const auto *button = qobject_cast<QAbstractButton *>(widget);
                return button && button->isDown() && !mnemonicOf(button->text()).isEmpty();
            });
        });
        QVERIFY(up);
        settle();
    }

    /// By Ctrl+Tab from where the focus is, which is to be within the tabs.
    void goToTab(const QTabWidget *tabs, int index) const
    {
        for (int step = 0; step < tabs->count() && tabs->currentIndex() != index; ++step) {
            press(Qt::Key_Tab, Qt::ControlModifier);
        }
        QCOMPARE(tabs->currentIndex(), index);
    }

    /// By Tab to the widget of this name.
    void tabTo(const QString &name) const
    {
        const auto isThere = [&name] { return QApplication::focusWidget() && QApplication::focusWidget()->objectName() == name; };
        for (int step = 0; step < 100 && !isThere(); ++step) {
            press(Qt::Key_Tab);
        }
        QVERIFY2(isThere(), qUtf8Printable(name));
    }

    static void type(const QString &text)
    {
        QTest::keyClicks(QApplication::focusWidget(), text);
        settle();
    }

    /// The letter behind & of a text, && left out.
    static QString mnemonicOf(const QString &text)
    {
        const qsizetype at = QString(text).replace(QStringLiteral("&&"), QStringLiteral("  ")).indexOf(u'&');
        return at < 0 ? QString() : text.mid(at + 1, 1).toLower();
    }

    /// What is to be seen and has a mnemonic that a menu or something before it has as well; empty: nothing.
    [[nodiscard]] QString sharedMnemonic() const
    {
        QStringList taken;
        for (const QAction *action : window->menuBar()->actions()) {
            taken += mnemonicOf(action->text());
        }
        for (const QWidget *widget : window->findChildren<QWidget *>()) {
            const auto *label = qobject_cast<const QLabel *>(widget);
            const auto *candidate = qobject_cast<const QAbstractButton *>(widget);
            const QString text = label && label->buddy() ? label->text() : candidate ? candidate->text() : QString();
            const QString mnemonic = widget->isVisible() ? mnemonicOf(text) : QString();
            if (mnemonic.isEmpty()) {
                continue;
            }
            if (taken.contains(mnemonic)) {
                return text;
            }
            taken += mnemonic;
        }
        return {};
    }

    /// The button that is to be seen with this text, without regard to its mnemonic.
    static QAbstractButton *button(const QWidget *in, const QString &text)
    {
        for (QAbstractButton *candidate : in->findChildren<QAbstractButton *>()) {
            if (candidate->isVisible() && candidate->text().remove(u'&') == text) {
                return candidate;
            }
        }
        return nullptr;
    }

    template <typename Dialog>
    static Dialog *dialog()
    {
        settle();
        for (QWidget *widget : QApplication::topLevelWidgets()) {
            if (auto *found = qobject_cast<Dialog *>(widget); found && found->isVisible()) {
                activate(found);
                return found;
            }
        }
        return nullptr;
    }

    /// What the visible banners say.
    [[nodiscard]] QString banners() const
    {
        QString said;
        for (const Banner *banner : window->findChildren<Banner *>()) {
            said += banner->isVisible() ? banner->text() : QString();
        }
        return said;
    }

    QTemporaryDir scratch;
    QSettings settings;
    ManualClock clock;
    ScriptedServices services;
    std::unique_ptr<ConsoleWindow> window;
};

/// Once per test program, before its first window.
inline void prepareConsoleTests()
{
    qputenv("TZ", "UTC");
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    installTranslations(*QCoreApplication::instance());
}

} // namespace tidegate
