// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHostAddress>

namespace tidegate {

/// What counts as one address where things are limited by address: an IPv4 address, also where it comes as IPv6, or the /64 of an IPv6
/// address, which one customer of a provider has to himself.
QHostAddress clientNetwork(const QHostAddress &address);

} // namespace tidegate
