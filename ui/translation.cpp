// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/translation.h"

#include <QLocale>
#include <QTranslator>

using namespace Qt::StringLiterals;

namespace tidegate {

void installTranslations(QCoreApplication &application)
{
    auto *texts = new QTranslator(&application);
    if (!texts->load(QLocale(), u"tidegate"_s, u"_"_s, u":/i18n"_s) && !texts->load(u":/i18n/tidegate_en.qm"_s)) {
        qFatal("the English texts are missing from the program");
    }
    QCoreApplication::installTranslator(texts);
}

} // namespace tidegate
