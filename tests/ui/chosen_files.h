// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/console_fixture.h"

#include <QFile>
#include <QFileDialog>
#include <QTemporaryDir>

namespace tidegate {

/// Chooses files in the dialog that is open.
inline void chooseFiles(const QStringList &paths)
{
    auto *dialog = ConsoleFixture::dialog<QFileDialog>();
    QVERIFY(dialog);
    Q_EMIT dialog->filesSelected(paths);
    dialog->close();
    ConsoleFixture::settle();
}

inline QString fileIn(const QTemporaryDir &folder, const QString &name, const QByteArray &content = "content")
{
    QFile file(folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) {
        qFatal("no file");
    }
    return file.fileName();
}

} // namespace tidegate
