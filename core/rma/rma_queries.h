// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rma/rma.h"
#include "core/rma/rma_figures.h"
#include "core/sale/order_queries.h"
#include "core/store/store.h"

namespace tidegate {

enum class RmaOrder {
    Due, ///< what is due first; what has no clock last
    Newest,
    Oldest,
    Value, ///< what is worth most
};

/// What somebody looks for. What is left empty does not count.
struct RmaFilter {
    std::optional<RmaState> state{};
    std::optional<RmaQueue> queue{}; ///< where there is a state, this does not count
    QString text{};                  ///< the beginning of a number, an order's id, an e-mail address or an SKU, whatever the case
    RmaOrder order = RmaOrder::Due;  ///< with a text: always Newest
    QString cursor{};                ///< of the page before, with the same filter
    int limit = 50;                  ///< 1 to 200
};

struct RmaDetails {
    Rma rma;
    std::vector<RmaEvent> history; ///< by age
};

/// Reading returns. Thread-safe.
class RmaQueries
{
public:
    RmaQueries(Store &store, const Clock &clock);

    /// NotFound where there is none, or where it is another shopper's (empty: anybody's), which stands in the audit trail then. A shopper does not see internal
    /// notes, and of the history the steps, their states and the reason that was given, but not who of the staff took them.
    Async<Result<RmaDetails>> rma(QString id, QString shopperId = {});
    /// InvalidRequest for a cursor that is none, or a limit out of range.
    Async<Result<Page<RmaSummary>>> search(RmaFilter filter);
    /// The shopper's own, newest first. InvalidRequest for a limit out of range.
    Async<Result<Page<RmaSummary>>> ofShopper(QString shopperId, QString cursor, int limit);
    /// Of one order, by age.
    Async<Result<std::vector<RmaSummary>>> ofOrder(QString orderId);
    /// Of every state, equal to the table at that moment.
    Async<Result<std::vector<RmaStateCount>>> counts();
    /// Of every kind, state and currency that there is one of; those that another one took the place of don't count.
    Async<Result<std::vector<DispositionCount>>> dispositions();
    /// All that charts of returns show, of one moment.
    Async<Result<RmaFigures>> figures();

private:
    Store &m_store;
    const Clock &m_clock;
};

/// From the audit trail, by age. Inside a command.
std::vector<RmaEvent> rmaHistory(ReadTransaction &transaction, const QString &rmaId);

} // namespace tidegate
