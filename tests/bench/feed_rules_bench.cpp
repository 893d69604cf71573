// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/feed_rules.h"

#include <chrono>
#include <cstdio>

using namespace tidegate;
using namespace Qt::StringLiterals;

namespace {

/// The rows that a shop's catalogue is made of.
FeedParser::Item ordinary(int i)
{
    FeedParser::Item item;
    item.record.line = i + 2;
    item.record[FeedField::Sku] = u"SKU-%1"_s.arg(i, 7, 10, QChar(u'0'));
    item.record[FeedField::Name] = u"Stoneware cup %1 blue"_s.arg(i);
    item.record[FeedField::Description] =
        u"Holds 300 ml of tea or coffee. Dishwasher safe, made in Portugal. Article %1."_s.arg(i);
    item.record[FeedField::Price] = u"%1.99"_s.arg(i % 500);
    item.record[FeedField::Currency] = u"EUR"_s;
    item.record[FeedField::Stock] = QString::number(i % 1'000);
    item.record[FeedField::ImageUrl] = u"https://cdn.shop.example/pictures/%1.jpg"_s.arg(i);
    item.record[FeedField::Brand] = u"Acme"_s;
    item.record[FeedField::Gtin] = u"4006381333931"_s;
    item.record[FeedField::Category] = u"Home & Garden > Kitchen > Cups"_s;
    item.record.source = "row";
    return item;
}

/// Rows with signs that rules must look at twice.
FeedParser::Item pointed(int i)
{
    FeedParser::Item item = ordinary(i);
    item.record[FeedField::Name] = u"O'Neill's \"Rock 'n' Roll\" cup (1/2\"), %1 pcs; 50 % off"_s.arg(i);
    item.record[FeedField::Description] = u"Don't put it into the microwave; it's \"silver\" = 5' x 6\"."_s;
    return item;
}

FeedParser::Item html(int i)
{
    FeedParser::Item item = ordinary(i);
    item.record[FeedField::Description] =
        u"<p>Holds <b>300 ml</b> of tea.</p><ul><li>Dishwasher safe</li><li>Made in Portugal</li></ul>"_s;
    return item;
}

FeedParser::Item wildHtml(int i)
{
    FeedParser::Item item = ordinary(i);
    item.record[FeedField::Description] =
        u"<P style=\"color:red\">Holds <B class=x>300 ml</B> of tea.<ul><li>Dishwasher safe<li>Made in Portugal</ul>"_s;
    return item;
}

void measure(const char *name, FeedParser::Item (*make)(int))
{
    constexpr int rows = 200'000;
    std::vector<FeedParser::Item> items;
    items.reserve(rows);
    for (int i = 0; i < rows; ++i)
        items.push_back(make(i));
    int accepted = 0;
    const auto begin = std::chrono::steady_clock::now();
    for (FeedParser::Item &item : items)
        accepted += checkRecord(std::move(item), Currency::euro()).ok() ? 1 : 0;
    const std::chrono::duration<double, std::micro> time = std::chrono::steady_clock::now() - begin;
    std::printf("%-28s %6.2f us a row, %d of %d accepted\n", name, time.count() / rows, accepted, rows);
}

} // namespace

/// What the rules cost a row of a feed.
int main()
{
    for (int round = 0; round < 2; ++round) {
        measure("ordinary rows", ordinary);
        measure("quotes and brackets", pointed);
        measure("well-formed HTML", html);
        measure("HTML that must be mended", wildHtml);
    }
    return 0;
}
