// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <vector>

namespace tidegate {

/// Which of `offered` ("application/json", "text/csv") an Accept header wants most (RFC 9110, 12.5.1); among equals the first. The first
/// offered one where there is no header, and empty where it wants none of them.
QByteArray chooseMediaType(const QByteArray &accept, const std::vector<QByteArray> &offered);

} // namespace tidegate
