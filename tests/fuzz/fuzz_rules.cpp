// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/feed_rules.h"

#include "core/base/text.h"
#include "core/feed/csv_writer.h"

#include <cstdlib>

using namespace tidegate;

namespace {

bool isStorable(const ProductRow &row)
{
    return !row.sku.isEmpty() && row.sku.size() <= 2 * ProductRules::maximumSku
        && row.name.value_or(QString()).size() <= 2 * ProductRules::maximumName && row.stock.value_or(0) >= 0
        && row.stock.value_or(0) <= ProductRules::maximumStock && (!row.price || row.price->amount >= 0)
        && (!row.price || row.price->amount <= Money::maximum());
}

} // namespace

/// Any record, a line a field, is refused with reasons or can be stored; any text survives its way through CSV and the log, or is
/// read as a time or not.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QString text = QString::fromUtf8(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    FeedParser::Item item;
    item.record.line = 1;
    const QStringList cells = text.split(u'\n');
    for (qsizetype i = 0; i < std::min<qsizetype>(cells.size(), feedFieldCount); ++i)
        item.record[FeedField(i)] = cells[i];
    const FeedRow row = checkRecord(std::move(item), Currency::euro());
    if (row.ok() ? !isStorable(row.product) : row.errors.empty())
        std::abort();
    (void)parseTime(text);
    QString guarded = QString::fromUtf8(csvCell(text));
    if (guarded.startsWith(u'"'))
        guarded = guarded.sliced(1, guarded.size() - 2).replace(QStringLiteral("\"\""), QStringLiteral("\""));
    if (withoutGuard(guarded) != text || escapeControls(text).contains(u'\n'))
        std::abort();
    return 0;
}
