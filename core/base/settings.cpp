// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/settings.h"

#include <QFile>
#include <QFileInfo>

#include <toml++/toml.h>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

QVariant toVariant(const toml::node &node)
{
    if (const auto *text = node.as_string())
        return QString::fromStdString(text->get());
    if (const auto *integer = node.as_integer())
        return QVariant::fromValue<qint64>(integer->get());
    if (const auto *number = node.as_floating_point())
        return number->get();
    if (const auto *boolean = node.as_boolean())
        return boolean->get();
    if (const auto *array = node.as_array()) {
        QStringList list;
        for (const toml::node &element : *array)
            list << toVariant(element).toString();
        return list;
    }
    return {};
}

} // namespace

Result<Settings> Settings::load(const QString &file, const QMap<QString, QString> &environment,
                                const QMap<QString, QStringList> &commandLine)
{
    Settings settings;
    if (!file.isEmpty()) {
        QFile source(file);
        if (!source.open(QIODevice::ReadOnly))
            return failure(ErrorCode::InvalidRequest,
                           u"the settings file %1 can't be read: %2"_s.arg(file, source.errorString()));
        toml::table parsed;
        try {
            parsed = toml::parse(source.readAll().toStdString());
        } catch (const toml::parse_error &error) {
            return failure(ErrorCode::InvalidRequest,
                           u"%1, line %2: %3"_s.arg(file)
                               .arg(error.source().begin.line)
                               .arg(QString::fromUtf8(error.description().data(), qsizetype(error.description().size()))));
        }
        const std::function<void(const toml::table &, const QString &)> flatten = [&](const toml::table &table,
                                                                                      const QString &path) {
            for (const auto &[key, node] : table) {
                const QString name = path + QString::fromUtf8(key.str().data(), qsizetype(key.str().size()));
                if (const auto *inner = node.as_table())
                    flatten(*inner, name + u'.');
                else
                    settings.m_entries[name] = {toVariant(node), u"%1, line %2"_s.arg(file).arg(node.source().begin.line)};
            }
        };
        flatten(parsed, {});
    }
    for (auto entry = environment.begin(); entry != environment.end(); ++entry)
        settings.m_entries[entry.key()] = {entry.value(), u"the environment"_s};
    for (auto entry = commandLine.begin(); entry != commandLine.end(); ++entry)
        settings.m_entries[entry.key()] = {entry.value(), u"the command line"_s};
    return settings;
}

QVariant Settings::take(const QString &key)
{
    const auto entry = m_entries.find(key);
    if (entry == m_entries.end())
        return {};
    entry->read = true;
    // A repeatable option arrives as a list even where one value is meant.
    if (entry->value.typeId() == QMetaType::QStringList && entry->value.toStringList().size() == 1)
        return entry->value.toStringList().first();
    return entry->value;
}

void Settings::refuse(const QString &key, const QString &what)
{
    m_problems << u"%1: %2 %3"_s.arg(m_entries[key].origin, key, what);
}

qint64 Settings::integer(const QString &key, qint64 fallback, qint64 minimum, qint64 maximum)
{
    const QVariant value = take(key);
    if (!value.isValid())
        return fallback;
    bool whole = value.typeId() != QMetaType::Double && value.typeId() != QMetaType::Bool;
    const qint64 number = whole ? value.toLongLong(&whole) : 0;
    if (!whole || number < minimum || number > maximum) {
        refuse(key, u"must be a whole number from %1 to %2"_s.arg(minimum).arg(maximum));
        return fallback;
    }
    return number;
}

double Settings::number(const QString &key, double fallback, double minimum, double maximum)
{
    const QVariant value = take(key);
    if (!value.isValid())
        return fallback;
    bool valid = false;
    const double number = value.toDouble(&valid);
    if (!valid || !(number >= minimum && number <= maximum)) {
        refuse(key, u"must be a number from %1 to %2"_s.arg(minimum).arg(maximum));
        return fallback;
    }
    return number;
}

bool Settings::boolean(const QString &key, bool fallback)
{
    const QVariant value = take(key);
    if (!value.isValid())
        return fallback;
    const QString text = value.toString();
    if (text != u"true" && text != u"false") {
        refuse(key, u"must be true or false"_s);
        return fallback;
    }
    return text == u"true";
}

QString Settings::text(const QString &key, const QString &fallback)
{
    const QVariant value = take(key);
    if (!value.isValid())
        return fallback;
    if (value.typeId() != QMetaType::QString) {
        refuse(key, u"must be text in quotes"_s);
        return fallback;
    }
    return value.toString();
}

QStringList Settings::list(const QString &key, const QStringList &fallback)
{
    const QVariant value = take(key);
    return value.isValid() ? value.toStringList() : fallback;
}

bool Settings::has(const QString &key) const
{
    return m_entries.contains(key);
}

QStringList Settings::keysUnder(const QString &table) const
{
    QStringList keys;
    for (auto entry = m_entries.begin(); entry != m_entries.end(); ++entry) {
        if (entry.key().startsWith(table + u'.'))
            keys << entry.key();
    }
    return keys;
}

Result<Done> Settings::finish()
{
    for (auto entry = m_entries.begin(); entry != m_entries.end(); ++entry) {
        if (!entry->read)
            refuse(entry.key(), u"is not a setting"_s);
    }
    if (m_problems.isEmpty())
        return Done{};
    return failure(ErrorCode::InvalidRequest, m_problems.join(u"; "_s));
}

} // namespace tidegate
