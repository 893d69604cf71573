// SPDX-License-Identifier: GPL-3.0-or-later
// tidegate: the console window with the shop inside it, or on a shop that is served elsewhere.
#include "app/console/console_bridge.h"
#include "app/serve.h"
#include "ui/console_window.h"
#include "ui/translation.h"

#include <QApplication>
#include <QSettings>

namespace {

std::unique_ptr<QCoreApplication> makeApplication(int &argc, char **argv)
{
    auto application = std::make_unique<QApplication>(argc, argv);
    QApplication::setApplicationName(QStringLiteral("tidegate"));
    QApplication::setApplicationDisplayName(QStringLiteral("Tidegate"));
    QApplication::setOrganizationName(QStringLiteral("tidegate"));
    tidegate::installTranslations(*application);
    return application;
}

int runConsole(tidegate::Backend &backend, const QStringList &addresses, const QString &demoPassword)
{
    QSettings settings;
    tidegate::ConsoleBridge bridge(backend, addresses, demoPassword);
    tidegate::ConsoleWindow window(bridge, backend.clock(), settings);
    window.show();
    return QApplication::exec();
}

tidegate::Result<int> runRemoteConsole(const tidegate::ServerOptions &options, const tidegate::Clock &clock,
                                       tidegate::Random &random)
{
    const auto shop = tidegate::RemoteShop::open(options.store, {options.staff, options.refunds, options.rma}, clock, random);
    if (!shop)
        return tl::unexpected(shop.error());
    QSettings settings;
    tidegate::ConsoleBridge bridge(**shop);
    tidegate::ConsoleWindow window(bridge, clock, settings);
    window.show();
    return QApplication::exec();
}

} // namespace

int main(int argc, char **argv)
{
    return tidegate::runProgram(argc, argv, {makeApplication, runConsole, runRemoteConsole});
}
