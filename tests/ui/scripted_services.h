// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/console_services.h"
#include "ui/scripted_jobs.h"
#include "ui/scripted_orders.h"
#include "ui/scripted_partners.h"
#include "ui/scripted_returns.h"
#include "ui/scripted_staff.h"
#include "ui/scripted_webhooks.h"

#include <QObject>

#include <optional>

namespace tidegate {

/// The rest of the program, as a test wants it: answers with what it was given, by the event loop, and remembers what was asked.
class ScriptedServices : public QObject, public ConsoleServices
{
    Q_OBJECT

public:
    ScriptedPartners partners;
    ScriptedJobs jobs;
    ScriptedWebhooks webhooks;
    ScriptedReturns returns;
    ScriptedOrders orders;
    ScriptedStaff staff;
    QStringList addresses;
    LiveFigures figures;
    std::vector<StockFigures> stock;
    StockProof proof;
    OrderTotals totals;
    std::vector<SaleView> saleList;
    std::vector<ProductHit> products;
    std::optional<Error> figuresFailure;
    std::optional<Error> stockFailure;
    std::optional<Error> proofFailure;
    std::optional<Error> salesFailure;
    std::optional<Error> saveFailure;
    std::optional<Error> stepFailure;
    bool silent = false; ///< questions stay without an answer

    std::vector<SaleDraft> drafts;
    std::vector<std::pair<QString, SaleStep>> steps;
    QStringList searches;
    std::vector<ImportRequest> imports;
    bool cancelAsked = false;
    int figuresAsked = 0;
    int stockAsked = 0;
    int proofsAsked = 0;
    int salesAsked = 0;

    /// What the import under way tells.
    void progress(ImportStage stage);
    void endImport(Result<ImportOutcome> result);

    [[nodiscard]] PartnerServices &partnerServices() override { return partners; }
    [[nodiscard]] JobServices &jobServices() override { return jobs; }
    [[nodiscard]] WebhookServices &webhookServices() override { return webhooks; }
    [[nodiscard]] ReturnServices &returnServices() override { return returns; }
    [[nodiscard]] OrderServices &orderServices() override { return orders; }
    [[nodiscard]] StaffServices &staffServices() override { return staff; }
    [[nodiscard]] QStringList serverAddresses() const override { return addresses; }
    void liveFigures(Answer<LiveFigures> answer) override;
    void openStock(Answer<std::vector<StockFigures>> answer) override;
    void saleStock(const QString &saleId, Answer<std::vector<StockFigures>> answer) override;
    void proveStock(Answer<StockProof> answer) override;
    void orderTotals(Answer<OrderTotals> answer) override;
    void sales(Answer<std::vector<SaleView>> answer) override;
    void saveSale(const SaleDraft &draft, Answer<SaleView> answer) override;
    void steerSale(const QString &saleId, SaleStep step, Answer<SaleView> answer) override;
    void searchProducts(const QString &text, int limit, Answer<std::vector<ProductHit>> answer) override;
    [[nodiscard]] std::vector<ImportFormat> importFormats() const override;
    void importCatalogue(const ImportRequest &request, std::function<void(ImportStage)> progress,
                         Answer<ImportOutcome> answer) override;
    void cancelImport() override { cancelAsked = true; }

private:
    template <typename T>
    void give(Answer<T> answer, Result<T> result);

    std::function<void(ImportStage)> m_progress;
    Answer<ImportOutcome> m_importAnswer;
};

} // namespace tidegate
