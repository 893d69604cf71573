// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>

#include <string>

namespace tidegate {

/// A text as an interpreter would read it that undoes every encoding: percent-encoding (twice), numeric entities and those of the
/// signs of HTML, wide forms and typographic quotes undone; lower case; /* comments */ of SQL and runs of white space one space,
/// or one \n where a line ends in them; control characters gone; everything else that is not ASCII \x80.
std::string plainForm(QStringView text);

} // namespace tidegate
