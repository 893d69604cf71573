// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/money.h"

#include <QString>

#include <optional>
#include <vector>

namespace tidegate {

/// One product as a file tells it, checked. A field that is nothing was not in the file: what the catalogue has stays. An empty
/// text was there and blank: what the catalogue has is cleared.
struct ProductRow {
    qint64 line = 0;
    QString sku;
    std::optional<QString> name;
    std::optional<QString> description; ///< plain text
    std::optional<Money> price;
    std::optional<qint64> stock;
    std::optional<QString> imageUrl;
    std::optional<QString> brand;
    std::optional<QString> gtin;
    std::optional<QString> category;
};

/// The rules for a product's fields, one function a field. Each takes the text of a cell, remembers with its line what is wrong, and gives
/// back what to store: white space at the ends dropped, nothing else changed.
class ProductRules
{
public:
    static constexpr qsizetype maximumSku = 64;
    static constexpr qsizetype maximumName = 300;
    static constexpr qsizetype maximumHtml = 256 * 1024; ///< of a description as the file has it
    static constexpr qsizetype maximumDescription = 64 * 1024;
    static constexpr qsizetype maximumBrand = 200;
    static constexpr qsizetype maximumCategory = 500;
    static constexpr qsizetype maximumUrl = 2'048;
    static constexpr qint64 maximumStock = 1'000'000'000;

    explicit ProductRules(qint64 line);

    QString sku(const QString &cell, const QString &field);
    QString name(const QString &cell, const QString &field);
    /// HTML comes back as its plain text.
    QString description(const QString &cell, const QString &field);
    std::optional<Money> price(const QString &cell, Currency currency, const QString &field);
    std::optional<Currency> currency(const QString &cell, const QString &field);
    std::optional<qint64> stock(const QString &cell, const QString &field);
    QString imageUrl(const QString &cell, const QString &field);
    QString gtin(const QString &cell, const QString &field);
    QString shortText(const QString &cell, qsizetype maximum, const QString &field);

    void refuse(const QString &field, const QString &code, const QString &message, const QString &value = {});
    [[nodiscard]] bool ok() const { return m_errors.empty(); }
    [[nodiscard]] std::vector<FieldError> takeErrors() { return std::move(m_errors); }

private:
    QString text(const QString &cell, qsizetype maximum, const QString &field, bool lineBreaks);

    qint64 m_line;
    std::vector<FieldError> m_errors;
};

/// 8, 12, 13 or 14 digits of which the last is the right check digit (GS1 General Specifications, 7.9).
bool isGtin(QStringView text);

/// At most 200 characters of what somebody sent, for an error's `value`.
QString shortened(const QString &value);

} // namespace tidegate
