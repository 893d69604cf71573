// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feed/feed_reader.h"
#include "support/shared_data.h"

#include <QBuffer>

#include <algorithm>

/// What became of a feed that was read to its end, or to its failure.
struct Outcome {
    tidegate::FieldError failure; ///< with a code: what the whole feed was refused for
    QString format;
    QByteArray frame;
    QByteArray mediaType;
    qint64 rows = 0;
    std::vector<tidegate::ProductRow> products;
    std::vector<tidegate::FieldError> errors;
    std::vector<tidegate::FieldError> notes;
    std::vector<tidegate::RejectedRecord> rejected;
    int refusedRows = 0;
    int passed = 0;

    [[nodiscard]] int notesOf(const QString &code) const
    {
        return int(
            std::count_if(notes.begin(), notes.end(), [&](const tidegate::FieldError &note) { return note.code == code; }));
    }
    [[nodiscard]] QStringList skus() const
    {
        QStringList list;
        for (const tidegate::ProductRow &product : products)
            list << product.sku;
        return list;
    }
    [[nodiscard]] QStringList codes() const
    {
        QStringList list;
        for (const tidegate::FieldError &error : errors)
            list << error.code;
        return list;
    }
};

inline Outcome read(QIODevice &device, const tidegate::FeedOptions &options = {},
                    const tidegate::FeedRegistry &registry = tidegate::builtInFormats())
{
    using namespace tidegate;
    Outcome outcome;
    const auto refuse = [&](const Error &error) {
        outcome.failure =
            error.fields.empty() ? FieldError{0, {}, errorName(error.code), error.detail, {}} : error.fields.front();
        return outcome;
    };
    const auto reader = FeedReader::open(registry, device, options);
    if (!reader)
        return refuse(reader.error());
    outcome.format = (*reader)->adapter().format();
    outcome.mediaType = (*reader)->adapter().mediaType();
    while (true) {
        Result<std::optional<FeedRow>> row = (*reader)->next();
        outcome.frame = (*reader)->frame();
        if (!row)
            return refuse(row.error());
        if (!*row)
            return outcome;
        ++outcome.rows;
        FeedRow &found = **row;
        outcome.notes.insert(outcome.notes.end(), found.notes.begin(), found.notes.end());
        outcome.errors.insert(outcome.errors.end(), found.errors.begin(), found.errors.end());
        outcome.passed += found.passedOver ? 1 : 0;
        if (found.ok())
            outcome.products.push_back(found.product);
        if (!found.errors.empty()) {
            ++outcome.refusedRows;
            outcome.rejected.push_back({found.source, found.errors.front().message});
        }
    }
}

inline Outcome readText(const QByteArray &text, const tidegate::FeedOptions &options = {},
                        const tidegate::FeedRegistry &registry = tidegate::builtInFormats())
{
    QBuffer device;
    device.setData(text);
    device.open(QIODevice::ReadOnly);
    return read(device, options, registry);
}

inline QByteArray contents(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s: %s", qPrintable(path), qPrintable(file.errorString()));
    return file.readAll();
}

inline Outcome readShared(const QString &path)
{
    QFile file(sharedData(path));
    file.open(QIODevice::ReadOnly);
    return read(file);
}

/// The refused rows as their partner gets them back.
inline QByteArray rejectedFile(const Outcome &outcome, const tidegate::FeedRegistry &registry = tidegate::builtInFormats())
{
    return registry.find(outcome.format)->rejected(outcome.frame, outcome.rejected);
}
