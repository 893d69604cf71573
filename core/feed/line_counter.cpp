// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feed/line_counter.h"

#include <algorithm>
#include <cstring>

namespace tidegate {

void LineCounter::pass(QByteArrayView text)
{
    if (text.isEmpty())
        return;
    if (!m_afterReturn && std::memchr(text.data(), '\r', std::size_t(text.size())) == nullptr) {
        m_lines += std::count(text.begin(), text.end(), '\n');
        return;
    }
    for (const char c : text) {
        if (c == '\r' || (c == '\n' && !m_afterReturn))
            ++m_lines;
        m_afterReturn = c == '\r';
    }
}

} // namespace tidegate
