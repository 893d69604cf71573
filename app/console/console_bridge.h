// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/console/console_identity.h"
#include "app/console/console_rates.h"
#include "app/console/job_bridge.h"
#include "app/console/order_bridge.h"
#include "app/console/partner_bridge.h"
#include "app/console/remote_shop.h"
#include "app/console/return_bridge.h"
#include "app/console/staff_bridge.h"
#include "app/console/webhook_bridge.h"
#include "app/server/backend.h"
#include "ui/console_services.h"

#include <QObject>

namespace tidegate {

/// Gives the console window what it asks for, out of the services of a shop. Lives on the GUI thread.
class ConsoleBridge final : public QObject, public ConsoleServices
{
public:
    /// To a shop that is served by this process. `demoPassword`: of its users, where it is a demo.
    ConsoleBridge(Backend &backend, QStringList addresses, QString demoPassword = {});
    /// To one that is served elsewhere: of its figures only those of the database are known.
    explicit ConsoleBridge(RemoteShop &shop);
    ~ConsoleBridge() override;

    /// Who is signed in.
    [[nodiscard]] ConsoleIdentity &identity() { return m_identity; }

    [[nodiscard]] StaffServices &staffServices() override { return m_staffBridge; }
    [[nodiscard]] PartnerServices &partnerServices() override { return m_partnerBridge; }
    [[nodiscard]] JobServices &jobServices() override { return m_jobBridge; }
    [[nodiscard]] WebhookServices &webhookServices() override { return m_webhookBridge; }
    [[nodiscard]] OrderServices &orderServices() override { return m_orderBridge; }
    [[nodiscard]] ReturnServices &returnServices() override { return m_returnBridge; }
    [[nodiscard]] QStringList serverAddresses() const override { return m_addresses; }
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
    void cancelImport() override;

private:
    [[nodiscard]] LiveFigures takeFigures();
    void readStock(const QString &saleId, Answer<std::vector<StockFigures>> answer);

    Store &m_store;
    SaleService &m_sales;
    OrderQueries &m_orders;
    CatalogService &m_catalog;
    const Clock &m_clock;
    const QStringList m_addresses;
    std::optional<ConsoleRates> m_rates;
    ConsoleIdentity m_identity;
    StaffBridge m_staffBridge;
    PartnerBridge m_partnerBridge;
    JobBridge m_jobBridge;
    WebhookBridge m_webhookBridge;
    OrderBridge m_orderBridge;
    ReturnBridge m_returnBridge;
    CancelToken m_cancelImport;
};

} // namespace tidegate
