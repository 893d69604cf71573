// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/catalog_file.h"

#include <QBuffer>

#include <cstdlib>

using namespace tidegate;

namespace {

/// What a reader calls a product can be stored.
class Checker : public CatalogSink
{
public:
    Result<Done> product(ProductRow row) override
    {
        if (row.sku.isEmpty() || row.sku.size() > ProductRules::maximumSku
            || (row.name && row.name->size() > ProductRules::maximumName)
            || (row.stock && (*row.stock < 0 || *row.stock > ProductRules::maximumStock))
            || (row.price && (row.price->amount < 0 || row.price->amount > Money::maximum())))
            std::abort();
        return Done{};
    }
    Result<Done> refused(std::vector<FieldError> errors) override
    {
        if (errors.empty() || errors.front().line < 1)
            std::abort();
        return Done{};
    }
    Result<Done> passedOver() override { return Done{}; }
    void note(FieldError) override {}
};

} // namespace

/// Any file is read or refused with a reason, by the reader that recognises it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    QByteArray bytes(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::ReadOnly);
    if (!outlineCatalog(buffer, {}))
        return 0;
    buffer.seek(0);
    Checker checker;
    (void)readCatalog(buffer, {}, checker);
    return 0;
}
