// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/server/demo.h"

#include "core/catalog/catalog_service.h"
#include "core/sale/sale_service.h"
#include "core/store/private_file.h"

#include <QCoreApplication>
#include <QTemporaryFile>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace tidegate {

namespace {

const QString actor = u"demo"_s;
constexpr int gatewayStartMs = 10'000;
constexpr UtcMillis saleLength = std::chrono::milliseconds(24h).count();

/// The importer reads files, and the demo's catalogue is built into the program.
Result<Done> importProducts(Store &store, const Clock &clock, Random &random)
{
    QFile source(u":/demo/catalog.csv"_s);
    QTemporaryFile file;
    if (!source.open(QIODevice::ReadOnly) || !file.open() || file.write(source.readAll()) < 0 || !file.flush())
        return failure(ErrorCode::StorageUnavailable, u"the demo catalogue can't be written to the temporary folder"_s);
    CatalogService catalog(store, clock, random);
    ImportOptions options;
    options.actor = actor;
    const auto report = catalog.importFile(file.fileName(), options).get();
    if (!report)
        return tl::unexpected(report.error());
    if (report->rejected > 0)
        return failure(ErrorCode::Internal, u"the demo catalogue has a row that is refused"_s);
    return Done{};
}

Result<std::vector<NewSaleItem>> chooseItems(Store &store)
{
    return store
        .read([](ReadTransaction &transaction) -> Result<std::vector<NewSaleItem>> {
            std::vector<NewSaleItem> items;
            transaction.each(
                u"SELECT p.sku, p.price, k.on_hand FROM product p JOIN stock k ON k.sku = p.sku ORDER BY p.sku LIMIT 6"_s, {},
                [&items](const Row &row) {
                    items.push_back({row.text(0), row.integer(1) * 7 / 10, std::max<qint64>(1, row.integer(2) / 2), 2});
                });
            return items;
        })
        .get();
}

} // namespace

Demo::~Demo()
{
    if (m_gateway.state() == QProcess::NotRunning)
        return;
    m_gateway.terminate();
    if (!m_gateway.waitForFinished(2'000))
        m_gateway.kill();
}

Result<Done> Demo::startGateway(PaymentOptions &payment)
{
    if (payment.card && payment.paypal)
        return Done{};
    const QString program = QCoreApplication::applicationDirPath() + u"/tidegate-gateway"_s;
    m_gateway.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_gateway.start(program, {u"--listen"_s, u"127.0.0.1:0"_s, u"--until-eof"_s});
    if (!m_gateway.waitForStarted(gatewayStartMs) || !m_gateway.waitForReadyRead(gatewayStartMs))
        return failure(ErrorCode::StorageUnavailable,
                       u"the payment simulator %1 does not start: %2"_s.arg(program, m_gateway.errorString()));
    const QString url = QString::fromUtf8(m_gateway.readLine()).trimmed().section(u' ', -1);
    if (!payment.card)
        payment.card = StripeGateway::Options{url, u"sk_test_demo"_s};
    if (!payment.paypal)
        payment.paypal = PaypalGateway::Options{url, u"demo"_s, u"demo"_s};
    return Done{};
}

Result<Done> Demo::fillEmptyDatabase(Store &store, const Clock &clock, Random &random)
{
    const auto products = store
                              .read([](ReadTransaction &transaction) -> Result<qint64> {
                                  return transaction.integer(u"SELECT COUNT(*) FROM product"_s);
                              })
                              .get();
    if (!products)
        return tl::unexpected(products.error());
    if (*products > 0)
        return Done{};
    if (auto imported = importProducts(store, clock, random); !imported)
        return imported;
    auto items = chooseItems(store);
    if (!items)
        return tl::unexpected(items.error());
    SaleService sales(store, clock, random);
    const UtcMillis now = clock.utc();
    const auto sale = sales.create({u"Opening flash sale"_s, now, now + saleLength, std::move(*items)}, actor).get();
    if (!sale)
        return tl::unexpected(sale.error());
    return Done{};
}

Result<QString> Demo::makeStaff(StaffService &staff, const QString &dataDir, Random &random)
{
    const QString path = dataDir + u"/demo.password"_s;
    const auto users = staff.list().get();
    if (!users)
        return tl::unexpected(users.error());
    if (!users->empty()) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()).trimmed() : QString();
    }
    const QString password = madeUpPassword(random);
    if (auto kept = replacePrivateFile(path, password.toUtf8() + '\n'); !kept)
        return tl::unexpected(kept.error());
    for (const StaffRole role : {StaffRole::Admin, StaffRole::Support, StaffRole::Warehouse, StaffRole::Finance}) {
        if (const auto added = staff.addUser(staffRoleName(role), role, password, StaffAuthority::demo()).get(); !added)
            return tl::unexpected(added.error());
    }
    return password;
}

} // namespace tidegate
