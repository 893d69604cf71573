// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFile>
#include <QString>

/// The folder with the real input files: TIDEGATE_SHARED, or ../shared beside the source tree; then data/open in it.
inline QString sharedData(const QString &path)
{
    const QString named = qEnvironmentVariable("TIDEGATE_SHARED");
    const QString root = named.isEmpty() ? QStringLiteral(TIDEGATE_SOURCE_DIR "/../shared") : named;
    return QDir::cleanPath(root + QStringLiteral("/data/open/") + path);
}

/// Ends the test function, loudly, where the file is not there.
#define NEEDS_SHARED_DATA(path)                                                                                                  \
    do {                                                                                                                         \
        if (!QFile::exists(sharedData(path)))                                                                                    \
            QSKIP(qPrintable(QStringLiteral("NOT TESTED: %1 is missing; set TIDEGATE_SHARED").arg(sharedData(path))));           \
    } while (false)
