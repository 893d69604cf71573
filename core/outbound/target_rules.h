// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QHostAddress>
#include <QStringList>
#include <QUrl>

#include <utility>
#include <vector>

namespace tidegate {

/// Which addresses that a stranger named may be called (OWASP API7, server-side request forgery). Constant; thread-safe.
///
/// Refused are all addresses that are not somebody's public one: IPv4 "this network", private, shared (100.64/10), loopback,
/// link-local, protocol assignments, documentation, benchmarking, multicast, reserved and broadcast; IPv6 everything outside of
/// 2000::/3, and within it protocol assignments (Teredo, ORCHID and others), documentation, 6to4 and SRv6. An IPv4 address in an
/// IPv6 one (mapped, compatible, 64:ff9b::/96, 6to4) is looked at as the IPv4 address that it leads to. Sources: the IANA
/// special-purpose registries for IPv4 and IPv6, and what Svix refuses (svix/svix-webhooks).
class TargetRules
{
public:
    struct Options {
        bool allowHttp = false;
        QStringList allowNetworks{}; ///< "10.0.0.0/8": may be called all the same
    };

    /// InvalidRequest for a network that is none, with a sentence.
    static Result<TargetRules> make(const Options &options);

    /// The form of a URL: https, or http where that is allowed; a host; no user, password or fragment; port 443 (http: 80), or
    /// one from 1024 up. InvalidRequest with a sentence.
    [[nodiscard]] Result<Done> checkUrl(const QUrl &url) const;
    /// What a host name leads to: Forbidden when one of the addresses is refused, or when there is none.
    [[nodiscard]] Result<Done> checkAddresses(const std::vector<QHostAddress> &addresses) const;
    [[nodiscard]] bool allows(const QHostAddress &address) const;

private:
    using Network = std::pair<QHostAddress, int>;

    bool m_allowHttp = false;
    std::vector<Network> m_allowed;
};

} // namespace tidegate
