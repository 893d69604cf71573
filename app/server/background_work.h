// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/server/order_metrics.h"
#include "app/server/partner_side.h"
#include "app/server/return_metrics.h"
#include "core/rma/rma_files.h"
#include "core/rma/rma_service.h"
#include "core/sale/listing.h"
#include "core/sale/refund_service.h"
#include "core/sale/reservation_recovery.h"
#include "core/staff/staff_sessions.h"
#include "core/store/store.h"

#include <QMap>
#include <QThread>

#include <memory>

namespace tidegate {

/// What a server does besides answering: settles what a crash left reserved (at the start and every two seconds), sends refunds (every
/// second), lets returns expire that nobody sent (every minute), notices what other processes changed (twice a second), forgets idempotency keys after a day, files of no return, and what partners' services and sessions of
/// the staff keep after theirs,
/// says how many log entries were held back (once a second), counts what waits (every five seconds). On a thread of its own with
/// an event loop.
class BackgroundWork
{
public:
    struct Returns {
        RmaService &service;
        RmaQueries &queries;
        RmaFiles &files;
        ReturnMetrics &metrics;
    };
    /// What it works for; all must outlive it.
    struct Parts {
        Store &store;
        Listing &listing;
        ReservationRecovery &recovery;
        RefundService &refunds;
        Returns returns;
        PartnerSide &partnerSide;
        StaffSessions &staffSessions;
        OrderMetrics &orderMetrics;
    };
    explicit BackgroundWork(const Parts &parts);
    /// Nothing new is begun; returns at once.
    void beginStop();
    /// Lets what is under way end (a pass of the recovery or of the refunds: their askFor at most), then returns.
    ~BackgroundWork();

private:
    class Worker;
    QThread m_thread;
    Worker *m_worker = nullptr;
    bool m_stopping = false;
};

} // namespace tidegate
