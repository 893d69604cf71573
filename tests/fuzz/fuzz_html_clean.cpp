// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/html_clean.h"

#include "support/harmless_html.h"

#include <cstdlib>

using namespace tidegate;

/// Whatever HTML is cleaned, only what is allowed is left, and cleaning it again changes nothing.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QString text = QString::fromUtf8(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    const std::optional<CleanHtml> once = cleanHtml(text);
    if (!once)
        return 0;
    const std::optional<CleanHtml> twice = cleanHtml(once->html);
    if (!harmless::harmIn(once->html).isEmpty() || !twice || twice->html != once->html)
        std::abort();
    return 0;
}
