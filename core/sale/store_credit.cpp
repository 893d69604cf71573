// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sale/store_credit.h"

#include "core/base/json.h"

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

Money moneyAt(const Row &row, int amount, int currency)
{
    return {row.integer(amount), Currency::fromCode(row.text(currency)).value_or(Currency::euro())};
}

void addEntry(WriteTransaction &transaction, const QString &entryId, const QString &shopperId, const Money &delta, qint64 balance,
              const QString &kind, const QString &source)
{
    transaction.exec(u"INSERT INTO credit_entry (id, shopper_id, currency, delta, balance_after, kind, source, at) "
                     "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"_s,
                     {entryId, shopperId, delta.currency.code(), delta.amount, balance, kind, source, transaction.now()});
}

} // namespace

Result<Done> issueCredit(WriteTransaction &transaction, const QString &entryId, const QString &shopperId, const Money &amount,
                         const QString &source, const QString &actor)
{
    if (amount.amount <= 0 || amount.amount > Money::maximum())
        return invalidField(u"amount"_s, u"out_of_range"_s, u"The amount of credit must be above zero."_s, amount.toDecimal());
    const auto balance =
        transaction.one(u"INSERT INTO credit_account (shopper_id, currency, balance) VALUES (?, ?, ?) "
                        "ON CONFLICT (shopper_id, currency) DO UPDATE SET balance = credit_account.balance + excluded.balance "
                        "RETURNING balance"_s,
                        {shopperId, amount.currency.code(), amount.amount}, [](const Row &row) { return row.integer(0); });
    addEntry(transaction, entryId, shopperId, amount, *balance, u"issue"_s, source);
    transaction.audit({actor,
                       u"credit.issued"_s,
                       u"credit"_s,
                       shopperId,
                       {},
                       toJson({{u"amount"_s, toJson(amount)}, {u"balance"_s, *balance}, {u"source"_s, source}}),
                       {}});
    return Done{};
}

Result<Done> captureCredit(WriteTransaction &transaction, const QString &entryId, const QString &shopperId, const Money &amount,
                           const QString &source)
{
    const QString currency = amount.currency.code();
    const bool taken = transaction.exec(u"UPDATE credit_account SET balance = balance - ? "
                                        "WHERE shopper_id = ? AND currency = ? AND balance >= ?"_s,
                                        {amount.amount, shopperId, currency, amount.amount})
        == 1;
    if (!taken)
        return failure(ErrorCode::PaymentDeclined, u"not enough store credit for %1"_s.arg(amount.toString()));
    const qint64 balance =
        transaction.integer(u"SELECT balance FROM credit_account WHERE shopper_id = ? AND currency = ?"_s, {shopperId, currency});
    addEntry(transaction, entryId, shopperId, Money{-amount.amount, amount.currency}, balance, u"capture"_s, source);
    return Done{};
}

std::vector<Money> creditBalances(ReadTransaction &transaction, const QString &shopperId)
{
    std::vector<Money> balances;
    transaction.each(u"SELECT balance, currency FROM credit_account WHERE shopper_id = ? ORDER BY currency"_s, {shopperId},
                     [&balances](const Row &row) { balances.push_back(moneyAt(row, 0, 1)); });
    return balances;
}

std::vector<CreditEntry> creditEntries(ReadTransaction &transaction, const QString &shopperId, const QString &before, int limit)
{
    std::vector<CreditEntry> entries;
    const auto addRow = [&entries](const Row &row) {
        entries.push_back({row.text(0), moneyAt(row, 1, 3), moneyAt(row, 2, 3), row.text(4), row.integer(5)});
    };
    transaction.each(u"SELECT id, delta, balance_after, currency, kind, at FROM credit_entry "
                     "WHERE shopper_id = ? AND (? = '' OR id < ?) ORDER BY id DESC LIMIT ?"_s,
                     {shopperId, before, before, limit}, addRow);
    return entries;
}

} // namespace tidegate
