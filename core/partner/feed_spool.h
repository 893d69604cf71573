// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/random.h"

#include <QLockFile>
#include <QString>
#include <QStringList>

#include <memory>

namespace tidegate {

/// The folder where the large uploads of one server lie until they are worked on, and a while longer. Thread-safe; every call may
/// block on the disk.
class FeedSpool
{
public:
    /// Makes the folder (0700) where there is none, and gives it an id that stays: the server's `home`.
    static Result<std::unique_ptr<FeedSpool>> open(const QString &folder, const Clock &clock, Random &random);

    [[nodiscard]] const QString &home() const { return m_home; }
    /// Makes sure that no other process works on what lies here. Conflict where one does.
    Result<Done> lock();

    /// Takes a file over, durably; its new name.
    Result<QString> take(const QString &file);
    [[nodiscard]] QString path(const QString &name) const;
    void remove(const QString &name);
    /// Uploads that have lain here since before `time`.
    [[nodiscard]] QStringList olderThan(UtcMillis time) const;

private:
    FeedSpool(QString folder, const Clock &clock, Random &random);

    QString m_folder;
    const Clock &m_clock;
    Random &m_random;
    QString m_home;
    QLockFile m_lock;
};

} // namespace tidegate
