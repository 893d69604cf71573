// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <optional>
#include <string>

namespace tidegate {

/// What is wrong with how our parsers read these bytes as one request, head and body; nothing where all is well:
///  - the verdict must not depend on how the bytes are cut;
///  - what we take, libhttp_parser (that of Node.js before llhttp) takes too, with the same method, target, headers, length and
///    body. It is the more lenient of the two, so what it takes, we may refuse.
std::optional<std::string> compareWithReference(QByteArrayView bytes);

/// Whether our parser takes these bytes as a whole request's head.
bool isTaken(QByteArrayView bytes);

} // namespace tidegate
