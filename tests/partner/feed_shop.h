// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/partner/feed_job_service.h"
#include "support/scratch_store.h"

#include <QMap>

#include <memory>
#include <vector>

namespace tidegate::test {

/// What of a product can be seen.
struct SeenProduct {
    QString name;
    QString brand;
    qint64 price = 0;
    qint64 stock = 0;
    QString partner;
    bool withdrawn = false;

    bool operator==(const SeenProduct &) const = default;
};

/// A CSV feed with the products S-`from`, S-`from` + 1, …
QByteArray rowsOf(int count, int stock, int from = 0);

/// Partners "acme" and "bolt" with their feeds on a scratch database.
class FeedShop
{
public:
    explicit FeedShop(FeedJobOptions changes = {});
    ~FeedShop();

    void start();
    /// Ends the service, which leaves what is not done yet, and makes another on the same database and folder, which does not
    /// work yet.
    void restart();

    QString partner(const QString &name);
    /// An upload of partner acme.
    FeedUpload upload(const QByteArray &text);
    FeedJob submit(const FeedUpload &upload);
    FeedJob job(const QString &id);
    /// Once it is over.
    FeedJob finished(const QString &id);
    /// Of an upload that is submitted and worked on.
    FeedJob ran(const FeedUpload &upload);
    FeedJob ran(const QByteArray &text) { return ran(upload(text)); }
    /// As ran(), in this mode or by this policy.
    FeedJob ran(const QByteArray &text, JobMode mode);
    FeedJob ran(const QByteArray &text, JobPolicy policy);
    /// The undo of a job, by staff:eve, once it is over.
    FeedJob undone(const QString &id);

    std::vector<JobError> errors(const QString &id);
    QStringList errorCodes(const QString &id);
    QMap<QString, SeenProduct> products(bool sandbox = false);
    qint64 number(const QString &sql);
    QString text(const QString &sql);
    void run(const QString &sql);
    /// Every rule that the books must keep; empty where all is well.
    QString problem();

    ManualClock clock;
    SeededRandom random{7};
    ScratchStore scratch = ScratchStore::withTables();
    FeedRegistry formats;
    FeedJobOptions options;
    std::vector<SecurityEvent> securityEvents; ///< look once the job is over
    std::unique_ptr<Store> store;
    std::unique_ptr<FeedJobService> jobs;

private:
    int m_files = 0;
};

} // namespace tidegate::test
