// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <functional>

namespace tidegate {

/// Takes what a call of the console's services was asked for. It is called once, on the GUI thread, by its event loop: never from within the call.
/// Services that are destroyed with answers outstanding drop them.
template <typename T>
using Answer = std::function<void(Result<T>)>;

} // namespace tidegate
