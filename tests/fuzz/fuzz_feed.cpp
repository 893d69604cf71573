// SPDX-License-Identifier: GPL-3.0-or-later
#include "feed_harness.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    return feed_harness::run(data, size, {});
}
