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
    std::optional<QString> description; ///< plain text, or HTML that cleanHtml() has cleaned; harmless in a page as it is
    std::optional<Money> price;
    std::optional<qint64> stock;
    std::optional<QString> imageUrl;
    std::optional<QString> brand;
    std::optional<QString> gtin;
    std::optional<QString> category;
};

/// Something in a record that only an attacker writes.
struct AttackFinding {
    QString field; ///< as the feed calls it
    QString kind;  ///< what findAttack() calls it, or "nul_byte", "terminal_escape"; it is the code of its FieldError too
    QString value; ///< whole
};

/// The rules for a product's fields, one function a field. Each takes the text of a cell, remembers with its line what is wrong
/// with it, and gives back what to store. White space at the ends is dropped. What can be mended without a doubt is mended, with
/// a note; everything else is told.
///
/// In every text: NUL, control characters, half surrogate pairs and attacks are refused (`nul_byte`, `control_character`,
/// `invalid_character`, the kind of the attack), too long ones too (`too_long`); line breaks in short texts become spaces;
/// direction overrides and unbalanced embeddings, which make a text show itself otherwise than it is, are taken out
/// (`direction_override`), the marks of Hebrew and Arabic texts stay.
class ProductRules
{
public:
    static constexpr qsizetype maximumSku = 64;
    static constexpr qsizetype maximumName = 300;
    static constexpr qsizetype maximumHtml = qsizetype(256) * 1024; ///< of a description as the file has it
    static constexpr qsizetype maximumDescription = qsizetype(64) * 1024;
    static constexpr qsizetype maximumBrand = 200;
    static constexpr qsizetype maximumCategory = 500;
    static constexpr qsizetype maximumUrl = 2'048;
    static constexpr qint64 maximumStock = 1'000'000'000;

    explicit ProductRules(qint64 line);

    /// Invisible characters are taken out: nobody could type such a SKU. `missing` where it is blank.
    QString sku(const QString &cell, const QString &field);
    /// `missing` where nothing of it shows.
    QString name(const QString &cell, const QString &field);
    /// HTML comes back cleaned (html_clean.h). It is refused only for what would run in a browser (`cross_site_scripting`), for
    /// an injection that no prose looks like, or for its size (`too_long`, `too_many_tags`).
    QString description(const QString &cell, const QString &field);
    /// As readPrice() reads it; `missing` where it is blank. A price of 0 gets a note (`zero_price`).
    std::optional<Money> price(const QString &cell, Currency currency, const QString &field, bool isNamed = false);
    /// In either case; `invalid_currency`.
    std::optional<Currency> currency(const QString &cell, const QString &field);
    /// Whole, or with zeros behind a point as spreadsheets write it; `negative_stock`, `invalid_stock`.
    std::optional<qint64> stock(const QString &cell, const QString &field);
    /// http or https, with a host, without credentials; what no address may hold is percent-encoded. `invalid_url`.
    QString imageUrl(const QString &cell, const QString &field);
    /// Hyphens and spaces between the digits are dropped; `invalid_gtin`.
    QString gtin(const QString &cell, const QString &field);
    QString shortText(const QString &cell, qsizetype maximum, const QString &field);

    void refuse(const QString &field, const QString &code, const QString &message, const QString &value = {});
    [[nodiscard]] bool ok() const { return m_errors.empty(); }
    [[nodiscard]] std::vector<FieldError> takeErrors() { return std::move(m_errors); }
    [[nodiscard]] std::vector<FieldError> takeNotes() { return std::move(m_notes); }
    [[nodiscard]] std::vector<AttackFinding> takeAttacks() { return std::move(m_attacks); }

private:
    QString text(const QString &cell, qsizetype maximum, const QString &field);
    QString mended(QString text, unsigned traits, const QString &field, bool isShort);
    void checkLength(const QString &text, qsizetype maximum, const QString &field);
    void checkCharacters(const QString &text, unsigned traits, const QString &field);
    void checkAttack(const QString &text, unsigned traits, const QString &field);
    /// Of a value that is not what its field wants: what it is instead.
    void refuseUnlessAttack(const QString &field, const QString &code, const QString &message, const QString &value);
    void note(const QString &field, const QString &code, const QString &message, const QString &value);
    void attack(const QString &field, const QString &kind, const QString &message, const QString &value);

    qint64 m_line;
    std::vector<FieldError> m_errors;
    std::vector<FieldError> m_notes;
    std::vector<AttackFinding> m_attacks;
};

/// 8, 12, 13 or 14 digits of which the last is the right check digit (GS1 General Specifications, 7.9).
bool isGtin(QStringView text);

/// At most 200 characters of what somebody sent, for an error's `value`.
QString shortened(const QString &value);

} // namespace tidegate
