// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace tidegate {

/// How far back charts look, in seconds.
inline constexpr int chartSeconds = 300;

} // namespace tidegate
