// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

namespace tidegate {

/// Loads the texts for the language of QLocale(), English where there are none for it (English too has plurals to be looked up).
/// Call once, before the first window is made.
void installTranslations(QCoreApplication &application);

} // namespace tidegate
