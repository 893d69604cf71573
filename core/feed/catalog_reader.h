// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feed/csv_parser.h"
#include "core/feed/product_row.h"

#include <QHash>
#include <QStringList>

#include <memory>
#include <optional>
#include <vector>

namespace tidegate {

/// The column names of a file. They are compared by their letters and digits alone, without case: "Body (HTML)", "body html" and
/// "BodyHtml" are one name.
class CatalogHeader
{
public:
    explicit CatalogHeader(const CsvRecord &record);

    [[nodiscard]] const QStringList &names() const { return m_names; } ///< as the file writes them
    /// Up to the last one that has a name: spreadsheets leave blank ones behind it.
    [[nodiscard]] qsizetype namedColumns() const;
    /// The first column with one of these names.
    [[nodiscard]] std::optional<qsizetype> column(std::initializer_list<QStringView> names) const;
    /// A name that stands there twice, among those given; empty where there is none.
    [[nodiscard]] QString duplicate() const { return m_duplicate; }
    [[nodiscard]] static QString normalised(QStringView name);

private:
    QStringList m_names;
    QHash<QString, qsizetype> m_columns;
    QString m_duplicate;
};

/// Where a reader puts what it reads. Each record ends in exactly one of product(), refused() and passedOver(). A failure ends the
/// reading.
class CatalogSink
{
public:
    virtual ~CatalogSink() = default;
    virtual Result<Done> product(ProductRow row) = 0;
    virtual Result<Done> refused(std::vector<FieldError> errors) = 0;
    /// A record that names no product of its own, such as one more picture.
    virtual Result<Done> passedOver() = 0;
    /// Something that was read otherwise than it stands there. The record goes on.
    virtual void note(FieldError note) = 0;
};

/// Reads one layout of catalogue. A new layout is a class of this kind and a line in catalogReaders(). One object reads one file.
class CatalogReader
{
public:
    virtual ~CatalogReader() = default;
    /// What `--format` calls it.
    [[nodiscard]] virtual QString format() const = 0;
    /// The columns that it asks for, for the one whose file nobody recognises.
    [[nodiscard]] virtual QString expectedColumns() const = 0;
    [[nodiscard]] virtual bool recognises(const CatalogHeader &header) const = 0;
    /// Called once, before read(). `currency` is that of prices that do not name their own.
    virtual void begin(const CatalogHeader &header, Currency currency, CatalogSink &sink) = 0;
    /// The record has as many cells as the header, or more.
    virtual Result<Done> read(const CsvRecord &record, CatalogSink &sink) = 0;
};

/// One new reader of each layout there is.
std::vector<std::unique_ptr<CatalogReader>> catalogReaders();

} // namespace tidegate
