// SPDX-License-Identifier: GPL-3.0-or-later
#include "partner/feed_shop.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;

namespace tidegate::test {

QByteArray rowsOf(int count, int stock, int from)
{
    QByteArray text = "sku,name,price,stock,brand\n";
    for (int i = from; i < from + count; ++i)
        text += "S-" + QByteArray::number(i) + ",Cup " + QByteArray::number(i) + ",1.50," + QByteArray::number(stock) + ",Acme\n";
    return text;
}

FeedShop::FeedShop(FeedJobOptions changes)
    : options(std::move(changes))
    , store(scratch.open(clock))
{
    options.folder = scratch.folder() + u"/feeds"_s;
    options.onSecurityEvent = [this](SecurityEvent event) { securityEvents.push_back(std::move(event)); };
    options.workers = 1;
    for (const QString &name : {u"acme"_s, u"bolt"_s}) {
        run(u"INSERT INTO partner (id, name, email, callback_url, created_at) VALUES ('%1', '%1', '%1@example.org', 'https://%1.example/hook', 0)"_s
                .arg(name));
    }
    restart();
}

FeedShop::~FeedShop() = default;

void FeedShop::start()
{
    if (auto started = jobs->start(); !started)
        qFatal("%s", qPrintable(started.error().detail));
}

void FeedShop::restart()
{
    jobs.reset();
    jobs = std::make_unique<FeedJobService>(*store, formats, options, clock, random);
}

QString FeedShop::partner(const QString &name)
{
    return name;
}

FeedUpload FeedShop::upload(const QByteArray &content)
{
    FeedUpload upload;
    upload.partnerId = u"acme"_s;
    upload.file = scratch.folder() + u"/upload%1"_s.arg(++m_files);
    QFile file(upload.file);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("the test's file can't be written");
    upload.bytes = content.size();
    upload.hash = QString::number(qHash(content));
    upload.actor = u"partner:acme"_s;
    upload.requestId = u"request-1"_s;
    return upload;
}

FeedJob FeedShop::submit(const FeedUpload &upload)
{
    const Result<SubmittedJob> submitted = jobs->submit(upload).get();
    if (!submitted)
        qFatal("%s", qPrintable(submitted.error().detail));
    return submitted->job;
}

FeedJob FeedShop::job(const QString &id)
{
    return jobs->find(id).get().value_or(FeedJob{});
}

FeedJob FeedShop::finished(const QString &id)
{
    QElapsedTimer timer;
    timer.start();
    while (!job(id).isOver()) {
        if (timer.hasExpired(60'000))
            qFatal("the job does not end");
        QTest::qSleep(1);
    }
    const FeedJob over = job(id);
    if (over.processed != over.created + over.updated + over.unchanged + over.rejected)
        qFatal("a row ended nowhere or twice");
    return over;
}

FeedJob FeedShop::ran(const FeedUpload &upload)
{
    return finished(submit(upload).id);
}

FeedJob FeedShop::ran(const QByteArray &text, JobMode mode)
{
    FeedUpload wanted = upload(text);
    wanted.mode = mode;
    return ran(wanted);
}

FeedJob FeedShop::ran(const QByteArray &text, JobPolicy policy)
{
    FeedUpload wanted = upload(text);
    wanted.policy = policy;
    return ran(wanted);
}

FeedJob FeedShop::undone(const QString &id)
{
    return finished(jobs->undo(id, u"staff:eve"_s).get().value().id);
}

std::vector<JobError> FeedShop::errors(const QString &id)
{
    return jobs->errors(id, 1'000).get().value_or(JobErrorPage{}).errors;
}

QStringList FeedShop::errorCodes(const QString &id)
{
    QStringList codes;
    for (const JobError &error : errors(id))
        codes << error.error.code;
    return codes;
}

QMap<QString, SeenProduct> FeedShop::products(bool sandbox)
{
    auto reading = store->read([sandbox](ReadTransaction &transaction) -> Result<QMap<QString, SeenProduct>> {
        QMap<QString, SeenProduct> products;
        transaction.each(
            sandbox ? u"SELECT sku, name, brand, price, stock, partner_id, withdrawn_at FROM sandbox_product"_s
                    : u"SELECT p.sku, p.name, p.brand, p.price, s.on_hand, p.partner_id, p.withdrawn_at FROM product p "
                      "JOIN stock s ON s.sku = p.sku"_s,
            {}, [&products](const Row &row) {
                products[row.text(0)] = {row.text(1), row.text(2), row.integer(3), row.integer(4), row.text(5), !row.isNull(6)};
            });
        return products;
    });
    return reading.get().value();
}

qint64 FeedShop::number(const QString &sql)
{
    return store->read([sql](ReadTransaction &transaction) -> Result<qint64> { return transaction.integer(sql); }).get().value();
}

QString FeedShop::text(const QString &sql)
{
    auto reading = store->read([sql](ReadTransaction &transaction) -> Result<QString> {
        return transaction.one(sql, {}, [](const Row &row) { return row.text(0); }).value_or(QString());
    });
    return reading.get().value();
}

void FeedShop::run(const QString &sql)
{
    auto writing = store->write([sql](WriteTransaction &transaction) -> Result<Done> {
        transaction.exec(sql);
        return Done{};
    });
    if (auto done = writing.get(); !done)
        qFatal("%s", qPrintable(done.error().detail));
}

QString FeedShop::problem()
{
    if (number(
            u"SELECT COUNT(*) FROM stock s WHERE s.on_hand <> (SELECT COALESCE(SUM(m.delta), 0) FROM stock_movement m WHERE m.sku = s.sku)"_s)
        != 0)
        return u"the ledger does not explain the stock"_s;
    if (number(u"SELECT COUNT(*) FROM stock WHERE on_hand < held + allocated"_s) != 0)
        return u"what is promised is not there"_s;
    if (number(u"SELECT COUNT(*) FROM feed_job WHERE status IN ('queued', 'running')"_s) != 0)
        return u"a job is still open"_s;
    if (number(u"SELECT COUNT(*) FROM feed_job j WHERE (SELECT COUNT(*) FROM delivery d WHERE d.cause = j.id) <> 1"_s) != 0)
        return u"a job was not told once"_s;
    return {};
}

} // namespace tidegate::test
