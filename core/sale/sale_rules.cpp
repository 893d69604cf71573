// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sale/sale_rules.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr qint64 maximumCount = 1'000'000'000;
constexpr qsizetype maximumItems = 1'000;

class Findings
{
public:
    void add(const QString &field, const QString &code, const QString &message, const QString &value = {})
    {
        m_errors.push_back({0, field, code, message, value});
    }

    [[nodiscard]] Result<Done> result()
    {
        if (m_errors.empty())
            return Done{};
        QStringList sentences;
        for (const FieldError &found : m_errors)
            sentences << found.field + u": "_s + found.message
                    + (found.value.isEmpty() ? QString() : u" ("_s + found.value + u')');
        Error error{ErrorCode::InvalidRequest, sentences.join(u' '), std::nullopt, {}};
        error.fields = std::move(m_errors);
        return tl::unexpected(std::move(error));
    }

private:
    std::vector<FieldError> m_errors;
};

void checkItem(WriteTransaction &transaction, const NewSaleItem &item, const QString &path, Findings &findings)
{
    const auto left = transaction.one(u"SELECT k.on_hand - k.held - k.allocated FROM product p JOIN stock k ON k.sku = p.sku "
                                      "WHERE p.sku = ? AND p.withdrawn_at IS NULL"_s,
                                      {item.sku}, [](const Row &row) { return row.integer(0); });
    if (!left)
        findings.add(path + u"sku"_s, u"unknown_sku"_s,
                     u"No product that is sold has this SKU. Import the catalogue first, or take one that was not withdrawn."_s,
                     item.sku.left(64));
    if (item.price < 0 || item.price > Money::maximum())
        findings.add(path + u"price"_s, u"out_of_range"_s, u"The price must be from 0 to %1 minor units."_s.arg(Money::maximum()),
                     QString::number(item.price));
    if (item.quota < 1 || item.quota > maximumCount)
        findings.add(path + u"quota"_s, u"out_of_range"_s, u"The quota must be from 1 to %1."_s.arg(maximumCount),
                     QString::number(item.quota));
    else if (left && item.quota > *left)
        findings.add(path + u"quota"_s, u"above_stock"_s, u"Only %1 of this product are left to sell."_s.arg(*left),
                     QString::number(item.quota));
    if (item.limitPerShopper < 0 || item.limitPerShopper > maximumCount)
        findings.add(path + u"limit_per_shopper"_s, u"out_of_range"_s,
                     u"The limit must be from 0 (no limit) to %1."_s.arg(maximumCount), QString::number(item.limitPerShopper));
}

} // namespace

Result<Done> checkNewSale(WriteTransaction &transaction, const NewSale &sale)
{
    Findings findings;
    const QString name = sale.name.trimmed();
    if (name.isEmpty() || name.size() > 200)
        findings.add(u"name"_s, u"out_of_range"_s, u"Give the sale a name of 1 to 200 characters."_s, name.left(64));
    if (sale.endsAt <= sale.startsAt)
        findings.add(u"ends_at"_s, u"not_after_start"_s, u"The sale must end after it starts."_s);
    else if (sale.endsAt <= transaction.now())
        findings.add(u"ends_at"_s, u"in_the_past"_s, u"The sale must end in the future."_s);
    if (sale.items.empty() || qsizetype(sale.items.size()) > maximumItems)
        findings.add(u"items"_s, u"wrong_count"_s, u"A sale needs 1 to %1 items."_s.arg(maximumItems));
    QSet<QString> seen;
    for (std::size_t i = 0; i < sale.items.size() && qsizetype(i) < maximumItems; ++i) {
        const QString path = u"items[%1]."_s.arg(i);
        if (seen.contains(sale.items[i].sku))
            findings.add(path + u"sku"_s, u"duplicate_sku"_s, u"This SKU is in the sale already."_s, sale.items[i].sku.left(64));
        seen.insert(sale.items[i].sku);
        checkItem(transaction, sale.items[i], path, findings);
    }
    return findings.result();
}

} // namespace tidegate
