// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/catalog_reader.h"

#include "core/feed/own_csv.h"
#include "core/feed/shopify_csv.h"

#include <algorithm>

namespace tidegate {

CatalogHeader::CatalogHeader(const CsvRecord &record)
{
    for (qsizetype i = 0; i < record.size(); ++i) {
        const QString name = record.text(i).trimmed();
        m_names << name;
        const QString key = normalised(name);
        if (key.isEmpty())
            continue;
        if (m_columns.contains(key) && m_duplicate.isEmpty())
            m_duplicate = name;
        m_columns.insert(key, m_columns.value(key, i));
    }
}

qsizetype CatalogHeader::namedColumns() const
{
    qsizetype count = m_names.size();
    while (count > 0 && m_names[count - 1].isEmpty())
        --count;
    return count;
}

std::optional<qsizetype> CatalogHeader::column(std::initializer_list<QStringView> names) const
{
    for (const QStringView name : names) {
        if (const auto found = m_columns.find(normalised(name)); found != m_columns.end())
            return *found;
    }
    return std::nullopt;
}

QString CatalogHeader::normalised(QStringView name)
{
    QString key;
    std::copy_if(name.begin(), name.end(), std::back_inserter(key), [](QChar c) { return c.isLetterOrNumber(); });
    return key.toCaseFolded();
}

std::vector<std::unique_ptr<CatalogReader>> catalogReaders()
{
    std::vector<std::unique_ptr<CatalogReader>> readers;
    readers.push_back(std::make_unique<OwnCsvReader>());
    readers.push_back(std::make_unique<ShopifyCsvReader>());
    return readers;
}

} // namespace tidegate
