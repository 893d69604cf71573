// SPDX-License-Identifier: GPL-3.0-or-later
// Random feeds against a catalogue in memory that does what the rules say, and nothing else.
#include "partner/feed_shop.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <rapidcheck.h>

using namespace tidegate;
using namespace tidegate::test;
using namespace Qt::StringLiterals;

namespace {

struct ModelRow {
    int sku;
    int price; ///< 0: one that can't be read
    int stock;
};

struct ModelFeed {
    bool undo; ///< takes the last feed back instead
    bool full;
    bool atomic;
    bool dryRun;
    int maxErrors; ///< less than 0: as many as there are
    std::vector<ModelRow> rows;
};

std::ostream &operator<<(std::ostream &out, const ModelFeed &feed)
{
    out << (feed.undo       ? "undo"
                : feed.full ? "full"
                            : "delta")
        << (feed.atomic ? " atomic" : "") << (feed.dryRun ? " dry" : "") << " max " << feed.maxErrors << ":";
    for (const ModelRow &row : feed.rows)
        out << " " << row.sku << "/" << row.price << "/" << row.stock;
    return out << "\n";
}

rc::Gen<ModelFeed> feeds()
{
    const auto row = rc::gen::apply(
        [](int sku, int price, int stock) {
            return ModelRow{sku, price, stock};
        },
        rc::gen::inRange(0, 12), rc::gen::weightedElement<int>({{1, 0}, {8, 1}, {8, 2}}), rc::gen::inRange(0, 3));
    const auto sometimes = [](std::size_t of) { return rc::gen::weightedElement<bool>({{of, false}, {1, true}}); };
    return rc::gen::apply(
        [](bool undo, bool full, bool atomic, bool dryRun, int maxErrors, std::vector<ModelRow> rows) {
            return ModelFeed{undo, full, atomic, dryRun, maxErrors, std::move(rows)};
        },
        sometimes(5), sometimes(1), sometimes(3), sometimes(4), rc::gen::inRange(-8, 4),
        rc::gen::scale(0.4, rc::gen::nonEmpty(rc::gen::container<std::vector<ModelRow>>(row))));
}

using Products = QMap<QString, SeenProduct>;

struct ModelOutcome {
    JobStatus status = JobStatus::Succeeded;
    qint64 created = 0, updated = 0, unchanged = 0, rejected = 0, withdrawn = 0;
    QString failure;
    Products products;
};

QByteArray skuOf(int number)
{
    return "S" + QByteArray::number(number).rightJustified(2, '0');
}

qint64 onSale(const Products &products)
{
    return std::count_if(products.begin(), products.end(), [](const SeenProduct &product) { return !product.withdrawn; });
}

/// What the rows come to by themselves.
ModelOutcome takeRows(const ModelFeed &feed, const Products &before, QSet<QString> &named)
{
    ModelOutcome outcome;
    outcome.products = before;
    QSet<QString> taken;
    for (const ModelRow &row : feed.rows) {
        const QString sku = QString::fromUtf8(skuOf(row.sku));
        named.insert(sku);
        if (row.price == 0 || taken.contains(sku)) {
            ++outcome.rejected;
        } else {
            taken.insert(sku);
            const SeenProduct wanted{u"Cup"_s, {}, row.price * 100, row.stock, u"acme"_s, false};
            const auto found = outcome.products.find(sku);
            ++(found == outcome.products.end() ? outcome.created : *found == wanted ? outcome.unchanged : outcome.updated);
            outcome.products[sku] = wanted;
        }
        if (feed.maxErrors >= 0 && outcome.rejected > feed.maxErrors) {
            outcome.failure = u"too_many_errors"_s;
            break;
        }
    }
    return outcome;
}

void withdraw(const ModelFeed &feed, const Products &before, const QSet<QString> &named, ModelOutcome &outcome)
{
    const bool accepted = outcome.created + outcome.updated + outcome.unchanged > 0;
    if (!feed.full || !outcome.failure.isEmpty() || !accepted || (feed.atomic && !feed.dryRun && outcome.rejected > 0))
        return;
    QStringList unnamed;
    for (auto it = before.begin(); it != before.end(); ++it) {
        if (!it->withdrawn && !named.contains(it.key()))
            unnamed << it.key();
    }
    if (double(unnamed.size()) > std::floor(0.2 * double(onSale(before)))) {
        outcome.failure = u"too_many_withdrawals"_s;
        return;
    }
    outcome.withdrawn = unnamed.size();
    for (const QString &sku : unnamed) {
        outcome.products[sku].withdrawn = true;
        outcome.products[sku].stock = 0;
    }
}

ModelOutcome expected(const ModelFeed &feed, const Products &before)
{
    QSet<QString> named;
    ModelOutcome outcome = takeRows(feed, before, named);
    withdraw(feed, before, named, outcome);
    const bool atomic = feed.atomic && !feed.dryRun;
    if (atomic && outcome.failure.isEmpty() && outcome.rejected > 0)
        outcome.failure = u"rows_rejected"_s;
    if (atomic && !outcome.failure.isEmpty()) {
        outcome.unchanged += std::exchange(outcome.created, 0) + std::exchange(outcome.updated, 0);
        outcome.products = before;
    }
    if (feed.dryRun)
        outcome.products = before;
    const qint64 processed = outcome.created + outcome.updated + outcome.unchanged + outcome.rejected;
    if (outcome.failure.isEmpty() && outcome.rejected == processed)
        outcome.failure = u"no_row_accepted"_s;
    if (outcome.failure == u"too_many_withdrawals" && !feed.atomic)
        outcome.status = JobStatus::Partial;
    else if (!outcome.failure.isEmpty())
        outcome.status = JobStatus::Failed;
    else if (outcome.rejected > 0)
        outcome.status = JobStatus::Partial;
    return outcome;
}

/// What is left once the last feed is taken back.
Products takenBack(const Products &before, const Products &after)
{
    Products products = before;
    for (auto it = after.begin(); it != after.end(); ++it) {
        if (before.contains(it.key()))
            continue;
        products[it.key()] = *it;
        products[it.key()].withdrawn = true;
        products[it.key()].stock = 0;
    }
    return products;
}

FeedJobOptions smallChunks()
{
    FeedJobOptions options;
    options.rowsPerChunk = 3;
    return options;
}

/// The feeds one after the other, each compared with the model.
class Comparison
{
public:
    Comparison()
        : m_shop(smallChunks())
    {
        m_shop.start();
    }

    void run(const ModelFeed &feed)
    {
        m_shop.clock.advance(std::chrono::seconds(1));
        if (feed.undo)
            undo();
        else
            work(feed);
        RC_ASSERT(m_shop.problem().toStdString() == std::string());
        const bool sameProducts = m_shop.products() == m_now;
        RC_ASSERT(sameProducts);
    }

private:
    void work(const ModelFeed &feed)
    {
        QByteArray text = "sku,name,price,stock\n";
        for (const ModelRow &row : feed.rows) {
            text += skuOf(row.sku) + ",Cup," + (row.price == 0 ? QByteArray("abc") : QByteArray::number(row.price)) + ","
                + QByteArray::number(row.stock) + "\n";
        }
        FeedUpload upload = m_shop.upload(text);
        upload.mode = feed.full ? JobMode::Full : JobMode::Delta;
        upload.policy = feed.atomic ? JobPolicy::Atomic : JobPolicy::Partial;
        upload.dryRun = feed.dryRun;
        if (feed.maxErrors >= 0)
            upload.maxErrors = feed.maxErrors;
        const FeedJob job = m_shop.ran(upload);
        const ModelOutcome outcome = expected(feed, m_now);
        RC_ASSERT(job.failure.toStdString() == outcome.failure.toStdString());
        RC_ASSERT(int(job.status) == int(outcome.status));
        RC_ASSERT(job.created == outcome.created);
        RC_ASSERT(job.updated == outcome.updated);
        RC_ASSERT(job.unchanged == outcome.unchanged);
        RC_ASSERT(job.rejected == outcome.rejected);
        RC_ASSERT(job.withdrawn == outcome.withdrawn);
        m_last = job.id;
        m_before = std::exchange(m_now, outcome.products);
    }

    void undo()
    {
        if (m_last.isEmpty())
            return;
        const auto queued = m_shop.jobs->undo(m_last, u"staff:eve"_s).get();
        m_last.clear();
        RC_ASSERT(queued.has_value() == (m_before != m_now));
        if (!queued)
            return;
        RC_ASSERT(int(m_shop.finished(queued->id).status) == int(JobStatus::Succeeded));
        m_now = takenBack(m_before, m_now);
    }

    FeedShop m_shop;
    Products m_before;
    Products m_now;
    QString m_last;
};

} // namespace

class FeedJobModelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLoggingCategory::setFilterRules(u"tidegate.*.info=false"_s); }

    void feedsDoWhatTheModelDoes()
    {
        const bool held = rc::check("feeds do what the model does", [] {
            const auto sequence = *rc::gen::container<std::vector<ModelFeed>>(feeds());
            Comparison comparison;
            for (const ModelFeed &feed : sequence)
                comparison.run(feed);
        });
        QVERIFY(held);
    }
};

QTEST_GUILESS_MAIN(FeedJobModelTest)
#include "tst_feed_job_model.moc"
