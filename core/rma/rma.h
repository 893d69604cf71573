// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/money.h"
#include "core/rma/rma_states.h"
#include "core/sale/refund_table.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

namespace tidegate {

/// Why a unit comes back.
enum class ReturnReason { Damaged, Defective, WrongItem, NotAsDescribed, DoesNotFit, ChangedMind, ArrivedLate, Other };
/// What the inspector found.
enum class ItemGrade { New, Opened, Used, Damaged, Defective };
enum class Verdict { Accept, Reject };
/// What the inspector did with the unit.
enum class StockClass {
    Restock, ///< it can be sold again
    Quarantine,
    Scrap,
};
/// What the customer gets for a unit.
enum class DispositionKind {
    Refund, ///< by the way in which it was paid
    Replacement,
    Repair,
    StoreCredit,
    Reject, ///< nothing; a unit in quarantine is sent back
};
enum class DispositionState {
    Decided,   ///< not carried out
    Executing, ///< its refund is on its way, its repair under way
    Done,
    Failed,
    Withdrawn, ///< another one took its place
};
/// Where a unit is.
enum class UnitPlace { Expected, Missing, Arrived, Sellable, Quarantine, Scrap, Repair, Customer };
enum class RepairState { Open, Repaired, Failed };
enum class NoteVisibility { Internal, Customer };

/// All as stored and as in the API: "not_as_described", "STORE_CREDIT", …
QString returnReasonName(ReturnReason reason);
std::optional<ReturnReason> returnReasonFromName(QStringView name);
QString itemGradeName(ItemGrade grade);
std::optional<ItemGrade> itemGradeFromName(QStringView name);
QString verdictName(Verdict verdict);
std::optional<Verdict> verdictFromName(QStringView name);
QString stockClassName(StockClass stock);
std::optional<StockClass> stockClassFromName(QStringView name);
QString dispositionKindName(DispositionKind kind);
std::optional<DispositionKind> dispositionKindFromName(QStringView name);
QString dispositionStateName(DispositionState state);
std::optional<DispositionState> dispositionStateFromName(QStringView name);
QString unitPlaceName(UnitPlace place);
std::optional<UnitPlace> unitPlaceFromName(QStringView name);
QString repairStateName(RepairState state);
std::optional<RepairState> repairStateFromName(QStringView name);
QString noteVisibilityName(NoteVisibility visibility);
std::optional<NoteVisibility> noteVisibilityFromName(QStringView name);

struct RmaInspection {
    QString id;
    QString lineId;
    qint64 unit = 1;
    ItemGrade grade = ItemGrade::New;
    Verdict verdict = Verdict::Accept;
    QString reason; ///< of a rejection, always
    StockClass stock = StockClass::Quarantine;
    QString inspector; ///< as in the audit trail
    QString inspectorId;
    QString supersedes; ///< the inspection that this one corrects
    UtcMillis at = 0;
};

struct RmaDisposition {
    QString id;
    QString lineId;
    qint64 unit = 1;
    QString inspectionId;
    DispositionKind kind = DispositionKind::Reject;
    qint64 amount = 0; ///< what the customer gets in money or credit, in minor units
    qint64 fee = 0;    ///< kept back for restocking
    DispositionState state = DispositionState::Decided;
    QString refundId;
    QString resultRef; ///< of a replacement its order
    QString decidedBy;
    QString decidedById;
    UtcMillis decidedAt = 0;
    std::optional<UtcMillis> doneAt;
};

struct RmaUnit {
    QString lineId;
    qint64 unit = 1;      ///< from 1 to the line's quantity; those that arrive are the first
    qint64 orderUnit = 1; ///< which of the order line's units it is
    qint64 price = 0;     ///< of what was paid for it, in minor units
    qint64 discount = 0;
    qint64 tax = 0;
    qint64 shipping = 0;
    UnitPlace place = UnitPlace::Expected;
    std::optional<RmaInspection> inspection; ///< the one that holds now
    std::optional<RmaDisposition> disposition;

    /// What was paid for it.
    [[nodiscard]] qint64 share() const { return std::max<qint64>(0, price - discount + tax + shipping); }
};

struct RmaLine {
    QString id;
    QString orderLineId;
    QString sku;
    QString name;
    qint64 quantity = 0; ///< asked for
    qint64 approved = 0;
    qint64 received = 0;
    qint64 missing = 0; ///< surely not to come
    ReturnReason reason = ReturnReason::Other;
    QString note; ///< the customer's
    std::vector<RmaUnit> units;
};

struct RmaReceiptLine {
    QString lineId;
    qint64 quantity = 0;
    qint64 missing = 0;
};

/// One parcel that came, or what somebody gave up waiting for.
struct RmaReceipt {
    QString id;
    QString tracking;
    QString actor;
    UtcMillis at = 0;
    std::vector<RmaReceiptLine> lines;
};

struct RmaRepair {
    QString id;
    QString dispositionId;
    QString sku;
    RepairState state = RepairState::Open;
    QString note;
    QString actor;
    UtcMillis openedAt = 0;
    std::optional<UtcMillis> closedAt;
};

struct RmaNote {
    QString id;
    NoteVisibility visibility = NoteVisibility::Internal;
    QString body;
    QString author;
    UtcMillis at = 0;
};

struct RmaAttachment {
    QString id;
    QString lineId; ///< empty: of the whole return
    qint64 unit = 0;
    QString hash; ///< SHA-256 of its content, hexadecimal
    QString name;
    QString mediaType;
    qint64 size = 0;
    QString author;
    UtcMillis at = 0;
};

/// One entry of a return's history, from the audit trail.
struct RmaEvent {
    qint64 seq = 0;
    UtcMillis at = 0;
    QString actor;
    QString action;    ///< "rma.validate"
    QByteArray before; ///< compact JSON
    QByteArray after;
    QString requestId;
};

/// A return as lists show it.
struct RmaSummary {
    QString id;
    QString number; ///< for people: "R-7K3QD-2MX9B"
    QString orderId;
    QString shopperId;
    QString email;
    RmaState state = RmaState::Submitted;
    std::optional<UtcMillis> dueAt; ///< when the state's time is up
    Money value;                    ///< what was paid for all its units
    qint64 units = 0;
    UtcMillis createdAt = 0;
    UtcMillis updatedAt = 0;
    qint64 version = 1;

    bool operator==(const RmaSummary &) const = default;
};

/// A return with all its parts.
struct Rma {
    RmaSummary summary;
    bool byStaff = false; ///< made on the customer's behalf
    QString tracking;     ///< of the parcel that the customer sent
    QString reason;       ///< why it was declined or cancelled
    std::optional<UtcMillis> expiresAt;
    std::optional<UtcMillis> closedAt;
    std::vector<RmaLine> lines;
    std::vector<RmaReceipt> receipts;
    std::vector<RmaRepair> repairs;
    std::vector<RmaNote> notes;
    std::vector<RmaAttachment> attachments;
    std::vector<Refund> refunds;

    [[nodiscard]] RmaLine *line(const QString &lineId);
    [[nodiscard]] const RmaLine *line(const QString &lineId) const;
    /// Null where there is none.
    [[nodiscard]] RmaUnit *unit(const QString &lineId, qint64 number);
    /// Those that have arrived, whatever became of them.
    [[nodiscard]] std::vector<RmaUnit *> arrivedUnits();
};

} // namespace tidegate
