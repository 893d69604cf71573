// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/replay/replay_report.h"

#include <numeric>

using namespace Qt::StringLiterals;

namespace tidegate {

qint64 ReplayReport::refusedRows() const
{
    return std::accumulate(refused.begin(), refused.end(), qint64(0));
}

QJsonObject toJson(const ReplayReport &report)
{
    QJsonObject refused;
    for (auto each = report.refused.begin(); each != report.refused.end(); ++each)
        refused.insert(each.key(), each.value());
    return {{u"currency"_s, report.currency.code()},
            {u"rows"_s, report.rows},
            {u"orders"_s, report.orders},
            {u"order_rows"_s, report.orderRows},
            {u"units"_s, report.units},
            {u"revenue"_s, report.revenue},
            {u"returns"_s, report.returns},
            {u"return_rows"_s, report.returnRows},
            {u"returned_units"_s, report.returnedUnits},
            {u"returned"_s, report.returned},
            {u"refused_rows"_s, report.refusedRows()},
            {u"refused"_s, refused}};
}

ReplayReport replayReportFromJson(const QJsonObject &object, Currency currency)
{
    const auto number = [&object](const QString &name) { return object.value(name).toInteger(); };
    ReplayReport report{.currency = currency,
                        .rows = number(u"rows"_s),
                        .orders = number(u"orders"_s),
                        .orderRows = number(u"order_rows"_s),
                        .units = number(u"units"_s),
                        .revenue = number(u"revenue"_s),
                        .returns = number(u"returns"_s),
                        .returnRows = number(u"return_rows"_s),
                        .returnedUnits = number(u"returned_units"_s),
                        .returned = number(u"returned"_s)};
    const QJsonObject refused = object.value(u"refused"_s).toObject();
    for (auto each = refused.begin(); each != refused.end(); ++each)
        report.refused.insert(each.key(), each.value().toInteger());
    return report;
}

} // namespace tidegate
