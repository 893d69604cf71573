// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rma/rma_completion.h"
#include "core/rma/rma_decision.h"
#include "core/rma/rma_reception.h"
#include "core/rma/rma_request.h"
#include "core/store/store.h"

#include <atomic>

namespace tidegate {

struct NewRmaNote {
    QString rmaId;
    NoteVisibility visibility = NoteVisibility::Internal;
    QString body;
    StaffActor actor;
    QString idempotencyKey{}; ///< empty: none
    QString requestHash{};
    QString requestId{};
};

struct RmaNoteAnswer {
    RmaNote note;
    bool replayed = false;
};

/// Told how a step ended: "done", "replayed", or the name of the refusal's ErrorCode.
using RmaStepObserver = std::function<void(RmaStep, const QString &outcome)>;

/// What is done to returns (core/rma/rma_states.h has the workflow). Roles are checked here. Thread-safe; nothing blocks.
///
/// Every step happens in one transaction: the return, its units, stock, credit, refunds, orders and exactly one audit entry. Errors that all
/// have in common are takeStep()'s; after any error nothing has changed. Under an idempotency key that was used for the same request already
/// nothing is done again, and the return is answered as it is now. What is Forbidden stands in the audit trail (core/store/refusal.h).
class RmaService
{
public:
    /// All must outlive this, which becomes the listener of `refunds`: make it before their first run().
    RmaService(Store &store, RefundService &refunds, SaleBoard &board, const Clock &clock, Random &random,
               RmaOptions options = {});

    /// Called for each step that anybody tries, on the store's threads: it must not block, and must outlive the store. Before the
    /// first step.
    void observe(RmaStepObserver observer) { *m_observer = std::move(observer); }

    /// Shoppers for their own orders, support for anybody's. `action.rmaId` is not read. Where the rules say so, it is validated and approved at once.
    /// NotFound; InvalidRequest for what can never be right, else Conflict; both with every field that is wrong: "above_returnable",
    /// "window_closed", "final_sale".
    Async<Result<RmaAnswer>> submit(RmaAction action, NewRma wanted);
    Async<Result<RmaAnswer>> validate(RmaAction action);
    Async<Result<RmaAnswer>> approve(RmaAction action);
    /// The reason is for the customer, and required.
    Async<Result<RmaAnswer>> decline(RmaAction action, QString reason);
    Async<Result<RmaAnswer>> cancel(RmaAction action, QString reason);
    /// The parcel is on its way.
    Async<Result<RmaAnswer>> send(RmaAction action, QString tracking);
    Async<Result<RmaAnswer>> receive(RmaAction action, NewReceipt receipt);
    Async<Result<RmaAnswer>> inspect(RmaAction action, std::vector<UnitFinding> findings);
    Async<Result<RmaAnswer>> decide(RmaAction action, std::vector<UnitDecision> decisions);
    Async<Result<RmaAnswer>> complete(RmaAction action);
    Async<Result<RmaAnswer>> finishRepair(RmaAction action, RepairResult result);
    Async<Result<RmaAnswer>> retry(RmaAction action);
    Async<Result<RmaAnswer>> reopen(RmaAction action, QString note);

    /// Any of the staff; a note changes neither state nor version, and is no step. One for the customer is mailed, too. InvalidRequest: 1 to 5000 characters.
    /// NotFound; IdempotencyKeyReused.
    Async<Result<RmaNoteAnswer>> addNote(NewRmaNote note);
    /// The same without an idempotency key.
    Async<Result<RmaNote>> addNote(QString rmaId, NoteVisibility visibility, QString body, StaffActor actor,
                                   QString requestId = {});

    /// What complete() would do, with these decisions made first. Any of the staff. Changes nothing.
    Async<Result<CompletionPlan>> preview(QString rmaId, std::vector<UnitDecision> decisions, StaffActor actor);
    /// What of an order can be returned. NotFound where there is none, or where it is another shopper's (empty: anybody's), which stands in the audit
    /// trail then.
    Async<Result<std::vector<ReturnableLine>>> returnable(QString orderId, QString shopperId = {});

    /// Approved returns that nobody sent in time expire, some at a time, each by itself: one that can't is logged, and tried
    /// again the next time. How many did; 0 at once while a pass is under way. StorageUnavailable and Overloaded end the pass; what had expired
    /// until then stays so. To be called now and then.
    Async<Result<qint64>> expire();

private:
    template <typename Work>
    Async<Result<RmaAnswer>> take(RmaStep step, RmaAction action, Work work, const QString &orderId = {});

    Store &m_store;
    RefundService &m_refunds;
    const RmaContext m_context;
    const std::shared_ptr<RmaStepObserver> m_observer = std::make_shared<RmaStepObserver>();
    const std::shared_ptr<std::atomic<bool>> m_expiring = std::make_shared<std::atomic<bool>>(false);
};

} // namespace tidegate
