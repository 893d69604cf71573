// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QPalette>
#include <QString>

namespace tidegate {

/// An icon of resources/icons by its name, sharp at any size, in the text colour of the palette in force when it is painted (so
/// it follows the theme), or in `role`'s.
QIcon themedIcon(const QString &name, QPalette::ColorRole role = QPalette::ButtonText);
/// Likewise in one of the theme's own colours.
enum class IconTone { Good, Warning, Bad, Muted };
QIcon themedIcon(const QString &name, IconTone tone);

} // namespace tidegate
