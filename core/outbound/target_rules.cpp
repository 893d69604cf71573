// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/outbound/target_rules.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

using Networks = std::vector<std::pair<QHostAddress, int>>;

template <std::size_t count>
Networks parsed(const std::array<const char *, count> &texts)
{
    Networks networks;
    for (const char *text : texts)
        networks.push_back(QHostAddress::parseSubnet(QLatin1String(text)));
    return networks;
}

const Networks &refusedNetworks()
{
    static const Networks networks = parsed(
        std::array{"0.0.0.0/8",       "10.0.0.0/8",    "100.64.0.0/10",   "127.0.0.0/8",       "169.254.0.0/16", "172.16.0.0/12",
                   "192.0.0.0/24",    "192.0.2.0/24",  "192.31.196.0/24", "192.52.193.0/24",   "192.88.99.0/24", "192.168.0.0/16",
                   "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",    "224.0.0.0/4",    "240.0.0.0/4",
                   "2001::/23",       "2001:db8::/32", "2002::/16",       "2620:4f:8000::/48", "3fff::/20"});
    return networks;
}

bool isInOneOf(const QHostAddress &address, const Networks &networks)
{
    return std::any_of(networks.begin(), networks.end(), [&address](const auto &network) { return address.isInSubnet(network); });
}

QHostAddress ipv4At(const Q_IPV6ADDR &bytes, int offset)
{
    quint32 number = 0;
    for (int i = 0; i < 4; ++i)
        number = number << 8 | bytes[offset + i];
    return QHostAddress(number);
}

/// The IPv4 address that an IPv6 one leads to, where it does; else the address itself.
QHostAddress canonical(const QHostAddress &address)
{
    if (address.protocol() != QAbstractSocket::IPv6Protocol)
        return address;
    static const auto mapped = QHostAddress::parseSubnet(u"::ffff:0:0/96"_s);
    static const auto compatible = QHostAddress::parseSubnet(u"::/96"_s);
    static const auto nat64 = QHostAddress::parseSubnet(u"64:ff9b::/96"_s);
    static const auto sixToFour = QHostAddress::parseSubnet(u"2002::/16"_s);
    QHostAddress plain(address);
    plain.setScopeId({});
    const Q_IPV6ADDR bytes = plain.toIPv6Address();
    if (plain.isInSubnet(sixToFour))
        return ipv4At(bytes, 2);
    const bool holdsIpv4 = plain.isInSubnet(mapped) || plain.isInSubnet(compatible) || plain.isInSubnet(nat64);
    return holdsIpv4 ? ipv4At(bytes, 12) : plain;
}

bool isPublic(const QHostAddress &address)
{
    static const auto global = QHostAddress::parseSubnet(u"2000::/3"_s);
    if (address.protocol() == QAbstractSocket::IPv6Protocol && !address.isInSubnet(global))
        return false;
    return !address.isNull() && !isInOneOf(address, refusedNetworks());
}

tl::unexpected<Error> wrongUrl(const QString &sentence)
{
    return invalidField(u"callback"_s, u"invalid_callback"_s, sentence);
}

} // namespace

Result<TargetRules> TargetRules::make(const Options &options)
{
    TargetRules rules;
    rules.m_allowHttp = options.allowHttp;
    for (const QString &text : options.allowNetworks) {
        const Network network = QHostAddress::parseSubnet(text);
        if (network.first.isNull() || network.second < 0)
            return failure(ErrorCode::InvalidRequest,
                           u"\"%1\" is no network; write it as 10.0.0.0/8 or fd00::/8"_s.arg(text.left(64)));
        rules.m_allowed.push_back(network);
    }
    return rules;
}

Result<Done> TargetRules::checkUrl(const QUrl &url) const
{
    const bool isHttps = url.scheme() == u"https";
    if (!url.isValid() || url.host().isEmpty() || (!isHttps && url.scheme() != u"http"))
        return wrongUrl(u"The callback is no web address."_s);
    if (!isHttps && !m_allowHttp)
        return wrongUrl(u"The callback must begin with https://."_s);
    if (!url.userInfo().isEmpty() || url.hasFragment())
        return wrongUrl(u"The callback must have no user, password or fragment."_s);
    const int usual = isHttps ? 443 : 80;
    const int port = url.port(usual);
    if (port != usual && port < 1'024)
        return wrongUrl(u"The callback's port must be %1 or one from 1024 up."_s.arg(usual));
    return Done{};
}

Result<Done> TargetRules::checkAddresses(const std::vector<QHostAddress> &addresses) const
{
    if (addresses.empty())
        return failure(ErrorCode::Forbidden, u"the host has no address"_s);
    const auto refused =
        std::find_if(addresses.begin(), addresses.end(), [this](const QHostAddress &address) { return !allows(address); });
    if (refused != addresses.end())
        return failure(ErrorCode::Forbidden, u"the host's address %1 is not a public one"_s.arg(refused->toString()));
    return Done{};
}

bool TargetRules::allows(const QHostAddress &address) const
{
    const QHostAddress leadsTo = canonical(address);
    return isPublic(leadsTo) || isInOneOf(leadsTo, m_allowed);
}

} // namespace tidegate
