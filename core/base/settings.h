// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QMap>
#include <QString>
#include <QStringList>
#include <QVariant>

namespace tidegate {

/// The configuration as one flat list of "table.key" with its values: from a TOML file, overridden by the environment
/// (TIDEGATE_HTTP_LISTEN for http.listen), overridden by the command line. Each component reads its own keys with its own defaults and
/// bounds; finish() then refuses what is wrong and what nobody asked for, naming key and line.
class Settings
{
public:
    /// Without a file: empty. Refuses a file that can't be read or is not TOML, with its line.
    static Result<Settings> load(const QString &file, const QMap<QString, QString> &environment,
                                 const QMap<QString, QStringList> &commandLine);

    qint64 integer(const QString &key, qint64 fallback, qint64 minimum, qint64 maximum);
    double number(const QString &key, double fallback, double minimum, double maximum);
    bool boolean(const QString &key, bool fallback);
    QString text(const QString &key, const QString &fallback = {});
    QStringList list(const QString &key, const QStringList &fallback = {});
    [[nodiscard]] bool has(const QString &key) const;
    /// The keys that stand under "table." (payment methods by name).
    [[nodiscard]] QStringList keysUnder(const QString &table) const;

    /// Done, or InvalidRequest whose detail is a sentence for the one who wrote the file.
    Result<Done> finish();

private:
    struct Entry {
        QVariant value;
        QString origin; ///< "tidegate.toml, line 3", "environment", "command line"
        bool read = false;
    };

    QVariant take(const QString &key);
    void refuse(const QString &key, const QString &what);

    QMap<QString, Entry> m_entries;
    QStringList m_problems;
};

} // namespace tidegate
