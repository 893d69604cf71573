// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/catalog_file.h"

#include <QBuffer>

#include <cstdint>

using namespace tidegate;

namespace {

/// What a reader lets through must keep the rules.
class CheckingSink final : public CatalogSink
{
public:
    Result<Done> product(ProductRow row) override
    {
        ++rows;
        const bool fits = !row.sku.isEmpty() && row.sku.size() <= 2 * ProductRules::maximumSku && row.line > 0
            && (!row.stock || (*row.stock >= 0 && *row.stock <= ProductRules::maximumStock))
            && (!row.price || (row.price->amount >= 0 && row.price->amount <= Money::maximum()))
            && !row.sku.contains(QChar(u'\0'));
        if (!fits)
            std::abort();
        return Done{};
    }
    Result<Done> refused(std::vector<FieldError> errors) override
    {
        ++rows;
        if (errors.empty() || errors.front().line <= 0 || errors.front().message.isEmpty())
            std::abort();
        return Done{};
    }
    Result<Done> passedOver() override
    {
        ++rows;
        return Done{};
    }
    void note(FieldError note) override
    {
        if (note.message.isEmpty())
            std::abort();
    }

    qint64 rows = 0;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    QBuffer file(&bytes);
    file.open(QIODevice::ReadOnly);
    const Result<CatalogOutline> outline = outlineCatalog(file, {});
    file.seek(0);
    CheckingSink sink;
    const Result<Done> read = readCatalog(file, {}, sink);
    if (outline && (!read || sink.rows != outline->rows))
        std::abort();
    return 0;
}
