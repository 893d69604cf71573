// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/console/console_bridge.h"
#include "console/console_answers.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace tidegate::test {

/// A shop on a scratch database that serves nobody, by a clock that stands, and the bridge to its console, at which the admin "anna" works.
class ConsoleShop
{
public:
    ConsoleShop() { bridge.identity().set(StaffActor{QStringLiteral("u1"), QStringLiteral("anna"), StaffRole::Admin}); }

    ManualClock clock;
    SeededRandom random{7};
    QTemporaryDir folder;
    std::unique_ptr<Backend> backend = open();
    ConsoleBridge bridge{*backend, {QStringLiteral("http://127.0.0.1:8480")}};

    LiveFigures figures()
    {
        return *answerOf<LiveFigures>([this](auto answer) { bridge.liveFigures(std::move(answer)); });
    }

    QString writeFile(const QString &name, const QByteArray &content) const
    {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("no scratch file");
        return file.fileName();
    }

    /// Runs SQL in one write of the store's.
    void change(const QString &sql)
    {
        const auto done = backend->store()
                              .write([sql](WriteTransaction &transaction) -> Result<Done> {
                                  transaction.exec(sql, {});
                                  return Done{};
                              })
                              .get();
        if (!done)
            qFatal("%s", qPrintable(done.error().detail));
    }

    Result<ImportOutcome> import(
        const ImportRequest &request, std::function<void(ImportStage)> progress = [](ImportStage) {})
    {
        return answerOf<ImportOutcome>(
            [&](auto answer) { bridge.importCatalogue(request, std::move(progress), std::move(answer)); });
    }

    /// Two products, "LAMP" and "TENT", of 100 pieces each.
    void fillCatalogue()
    {
        const auto outcome = import({.file = writeFile(QStringLiteral("two.csv"),
                                                       "sku,name,price,currency,stock\nLAMP,Desk lamp,59.00,EUR,100\n"
                                                       "TENT,Green tent,159.00,EUR,100\n"),
                                     .format = {}});
        if (!outcome || outcome->created != 2)
            qFatal("the catalogue was not imported");
    }

    /// A sale of the lamp alone, an hour long and running.
    Result<SaleView> planSale(qint64 quota = 10)
    {
        SaleDraft draft;
        draft.name = QStringLiteral("Friday");
        draft.startsAt = clock.utc();
        draft.endsAt = clock.utc() + 3'600'000;
        draft.items = {{QStringLiteral("LAMP"), {4'900, Currency::euro()}, quota, 2}};
        return save(draft);
    }

    Result<SaleView> save(const SaleDraft &draft)
    {
        return answerOf<SaleView>([&](auto answer) { bridge.saveSale(draft, std::move(answer)); });
    }

    Result<SaleView> steer(const QString &saleId, SaleStep step)
    {
        return answerOf<SaleView>([&](auto answer) { bridge.steerSale(saleId, step, std::move(answer)); });
    }

private:
    std::unique_ptr<Backend> open()
    {
        Settings settings;
        auto options = ServerOptions::read(settings, folder.path());
        if (!options)
            qFatal("%s", qPrintable(options.error().detail));
        auto opened = Backend::open(std::move(*options), clock, random);
        if (!opened)
            qFatal("%s", qPrintable(opened.error().detail));
        return std::move(*opened);
    }
};

} // namespace tidegate::test
