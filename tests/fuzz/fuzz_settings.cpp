// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/settings.h"

#include <QFile>
#include <QTemporaryDir>

using namespace tidegate;
using namespace Qt::StringLiterals;

/// Any file of settings is read or refused.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const QTemporaryDir folder;
    QFile file(folder.filePath(u"tidegate.toml"_s));
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate))
        return 0;
    file.write(reinterpret_cast<const char *>(data), static_cast<qint64>(size));
    file.close();
    auto settings = Settings::load(file.fileName(), {}, {});
    if (!settings)
        return 0;
    settings->integer(u"http.threads"_s, 1, 0, 64);
    settings->list(u"http.listen"_s);
    settings->text(u"payment.card.base_url"_s);
    (void)settings->finish();
    return 0;
}
