// SPDX-License-Identifier: GPL-3.0-or-later
// What it costs to tell whose key a request brings (S1: under 50 µs): the mean and the slowest of 1000, among 10 000 keys.
#include "core/partner/key_ring.h"

#include <chrono>
#include <cstdio>

using namespace tidegate;

namespace {

void measure(const char *what, const KeyRing &ring, const std::vector<QByteArray> &secrets)
{
    using Time = std::chrono::steady_clock;
    constexpr int rounds = 200'000;
    std::chrono::nanoseconds total{};
    std::vector<std::chrono::nanoseconds> each;
    for (int i = 0; i < rounds; ++i) {
        const Time::time_point begin = Time::now();
        const bool known = ring.check(secrets[std::size_t(i) % secrets.size()]).has_value();
        each.push_back(Time::now() - begin);
        total += each.back();
        if (known != (what[0] == 'r'))
            qFatal("a key was taken for what it is not");
    }
    std::nth_element(each.begin(), each.end() - rounds / 1'000, each.end());
    std::printf("%-14s mean %6.2f us, p99.9 %6.2f us\n", what, double(total.count()) / rounds / 1'000,
                double((each.end() - rounds / 1'000)->count()) / 1'000);
}

} // namespace

int main()
{
    const SystemClock clock;
    SystemRandom random;
    KeyRing ring(clock);
    std::vector<StoredKey> keys;
    std::vector<QByteArray> right;
    std::vector<QByteArray> unknown;
    for (int i = 0; i < 10'000; ++i) {
        const QString secret = newKeySecret(KeyKind::Partner, false, random);
        ApiKey key;
        key.id = secret.left(keyPrefixLength);
        key.prefix = key.id;
        keys.push_back({key, hashKeySecret(secret.toLatin1())});
        right.push_back(secret.toLatin1());
        unknown.push_back(newKeySecret(KeyKind::Partner, false, random).toLatin1());
    }
    ring.install(keys, 1);
    measure("right keys", ring, right);
    measure("unknown keys", ring, unknown);
    measure("no keys at all", ring, {QByteArray("Basic dXNlcjpwYXNz")});
}
