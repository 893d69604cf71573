// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/reference_parser.h"

#include <cstdio>
#include <cstdlib>

using namespace tidegate;

/// However a request is cut, it is read alike, and what is taken the reference parser takes for the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArrayView bytes(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    if (const std::optional<std::string> difference = compareWithReference(bytes)) {
        std::fprintf(stderr, "%s\n", difference->c_str());
        std::abort();
    }
    return 0;
}
