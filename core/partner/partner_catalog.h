// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/catalog/product_table.h"
#include "core/store/transaction.h"

namespace tidegate {

/// The products that one partner's feeds work on: the shop's, or, with test keys, the partner's own sandbox, where nothing is
/// promised to anybody and no ledger is kept. Everything here runs inside a command.
class PartnerCatalog
{
public:
    PartnerCatalog(QString partnerId, bool sandbox);

    /// At most lookUpSize SKUs.
    [[nodiscard]] QHash<QString, Product> find(ReadTransaction &transaction, const QStringList &skus) const;
    /// As writeChanges(), and tells those who keep something of the catalogue in memory.
    void write(WriteTransaction &transaction, const std::vector<ProductChange> &changes, const ChangeCause &cause,
               const Clock &clock, Random &random) const;
    /// As confirmStock().
    void confirm(WriteTransaction &transaction, const QStringList &skus, UtcMillis sourceAt) const;

    /// The SKUs of those that are this partner's and not withdrawn, rising, from behind `after`.
    [[nodiscard]] QStringList ownedAfter(ReadTransaction &transaction, const QString &after, int limit) const;

private:
    void writeSandbox(WriteTransaction &transaction, const std::vector<ProductChange> &changes) const;

    QString m_partnerId;
    bool m_sandbox;
};

} // namespace tidegate
