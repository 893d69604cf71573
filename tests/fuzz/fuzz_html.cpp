// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/html_text.h"

#include "core/base/text.h"

using namespace tidegate;

/// Any HTML becomes text; any time is read or refused; any text fits on one line of the log.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QString text = QString::fromUtf8(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    (void)plainText(text);
    (void)parseTime(text);
    if (escapeControls(text).contains(u'\n'))
        std::abort();
    return 0;
}
