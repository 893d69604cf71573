// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace tidegate {

/// Counts lines as a text editor does: "\n", "\r\n" and "\r" end one.
class LineCounter
{
public:
    void pass(QByteArrayView text);
    /// Of what follows what was passed; from 1.
    [[nodiscard]] qint64 line() const { return m_lines + 1; }
    /// Of what follows this text, were it passed.
    [[nodiscard]] qint64 lineAfter(QByteArrayView text) const
    {
        LineCounter copy = *this;
        copy.pass(text);
        return copy.line();
    }

private:
    qint64 m_lines = 0;
    bool m_afterReturn = false; ///< the last character was "\r": a "\n" that follows belongs to it
};

} // namespace tidegate
