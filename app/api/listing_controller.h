// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/router.h"
#include "core/base/shared_value.h"
#include "core/observe/metrics.h"
#include "core/sale/listing.h"

namespace tidegate {

/// GET /flash/products. The answer is rendered once and sent to all: anew when the board was read again, when a sale begins or ends, at once
/// when an item sells out or comes back, and at most ten times a second for any other change of stock.
class ListingController
{
public:
    ListingController(Listing &listing, const SaleBoard &board, const Clock &clock, Metrics &metrics);
    void addRoutes(Router &router);

private:
    struct Rendered {
        QByteArray body;
        QByteArray etag;
        quint64 changes = 0;
        quint64 urgentChanges = 0;
        Monotonic at{0};
        UtcMillis validUntil = 0;
    };

    QCoro::Task<Response> products(std::shared_ptr<const Request> request);
    std::shared_ptr<const Rendered> current();
    [[nodiscard]] bool isCurrent(const Rendered &rendered) const;
    std::shared_ptr<const Rendered> render();

    Listing &m_listing;
    const SaleBoard &m_board;
    const Clock &m_clock;
    SharedValue<Rendered> m_rendered;
    Counter &m_hits;
    Counter &m_stale;
    Counter &m_misses;
};

} // namespace tidegate
