// SPDX-License-Identifier: GPL-3.0-or-later
// open_loop HOST PORT RATE SECONDS CONNECTIONS SHOPPERS PREFIX KEY SKU METHOD
//
// Sends checkouts at a constant rate, whether or not the answers keep up, from SHOPPERS shoppers in turn. A latency counts from the instant
// at which its request was due, so a server that stalls cannot hide it. Prints one line of JSON.
#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <fcntl.h>
#include <map>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

struct Plan {
    std::string host;
    int port = 0;
    double rate = 0;
    double seconds = 0;
    int connections = 0;
    long shoppers = 0;
    std::string prefix;
    std::string key;
    std::string body;
};

struct Connection {
    int socket = -1;
    bool busy = false;
    Clock::time_point due;
    std::string received;
};

[[noreturn]] void fail(const char *what)
{
    std::fprintf(stderr, "open_loop: %s: %s\n", what, std::strerror(errno));
    std::exit(1);
}

Plan readPlan(char **argv)
{
    Plan plan;
    plan.host = argv[1];
    plan.port = std::atoi(argv[2]);
    plan.rate = std::atof(argv[3]);
    plan.seconds = std::atof(argv[4]);
    plan.connections = std::atoi(argv[5]);
    plan.shoppers = std::atol(argv[6]);
    plan.prefix = argv[7];
    plan.key = argv[8];
    plan.body =
        std::string(R"({"items":[{"sku":")") + argv[9] + R"(","quantity":1}],"payment":{"method":")" + argv[10] + R"("}})";
    return plan;
}

int connectTo(const Plan &plan)
{
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(plan.port));
    inet_pton(AF_INET, plan.host.c_str(), &address.sin_addr);
    if (::connect(socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
        fail("connect");
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::fcntl(socket, F_SETFL, O_NONBLOCK);
    return socket;
}

class OpenLoop
{
public:
    explicit OpenLoop(Plan plan)
        : m_plan(std::move(plan))
        , m_poll(epoll_create1(0))
        , m_connections(static_cast<std::size_t>(m_plan.connections))
    {
        for (std::size_t i = 0; i < m_connections.size(); ++i) {
            m_connections[i].socket = connectTo(m_plan);
            epoll_event event{EPOLLIN, {.u64 = i}};
            epoll_ctl(m_poll, EPOLL_CTL_ADD, m_connections[i].socket, &event);
            m_idle.push_back(i);
        }
    }

    void run()
    {
        m_start = Clock::now();
        const auto total = static_cast<long>(m_plan.rate * m_plan.seconds);
        const auto patience =
            m_start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(m_plan.seconds + 10));
        long made = 0;
        while (static_cast<long>(m_latencies.size()) < total && Clock::now() < patience) {
            for (; made < total && dueOf(made) <= Clock::now(); ++made)
                m_waiting.push_back(made);
            while (!m_waiting.empty() && !m_idle.empty())
                send();
            wait(made < total ? dueOf(made) : patience);
        }
        m_lost = total - static_cast<long>(m_latencies.size());
    }

    void print()
    {
        std::sort(m_latencies.begin(), m_latencies.end());
        const auto at = [this](double share) {
            if (m_latencies.empty())
                return 0.0;
            return m_latencies[static_cast<std::size_t>(share * static_cast<double>(m_latencies.size() - 1))];
        };
        std::printf("{\"answered\": %zu, \"lost\": %ld, \"p50_ms\": %.3f, \"p99_ms\": %.3f, \"max_ms\": %.3f, \"statuses\": {",
                    m_latencies.size(), m_lost, at(0.5), at(0.99), at(1.0));
        const char *separator = "";
        for (const auto &[status, count] : m_statuses) {
            std::printf("%s\"%d\": %ld", separator, status, count);
            separator = ", ";
        }
        std::printf("}}\n");
    }

private:
    [[nodiscard]] Clock::time_point dueOf(long number) const
    {
        return m_start + std::chrono::nanoseconds(static_cast<long>(static_cast<double>(number) * 1e9 / m_plan.rate));
    }

    void send()
    {
        Connection &connection = m_connections[m_idle.front()];
        m_idle.pop_front();
        const long number = m_waiting.front();
        m_waiting.pop_front();
        const std::string request = "POST /flash/checkout HTTP/1.1\r\nHost: " + m_plan.host + "\r\nAuthorization: Bearer "
            + m_plan.key + "\r\nX-Shopper-Id: " + m_plan.prefix + std::to_string(number % m_plan.shoppers)
            + "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(m_plan.body.size()) + "\r\n\r\n"
            + m_plan.body;
        connection.busy = true;
        connection.due = dueOf(number);
        if (::send(connection.socket, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size()))
            fail("send");
    }

    void wait(Clock::time_point until)
    {
        const auto left = std::max(std::chrono::nanoseconds(0), std::chrono::nanoseconds(until - Clock::now()));
        const timespec timeout{left.count() / 1'000'000'000, left.count() % 1'000'000'000};
        epoll_event events[64];
        const int count = epoll_pwait2(m_poll, events, 64, &timeout, nullptr);
        for (int i = 0; i < count; ++i)
            receive(events[i].data.u64);
    }

    void receive(std::size_t index)
    {
        Connection &connection = m_connections[index];
        char buffer[16384];
        const ssize_t count = ::recv(connection.socket, buffer, sizeof buffer, 0);
        if (count <= 0) {
            if (count < 0 && (errno == EAGAIN || errno == EINTR))
                return;
            fail("the server closed a connection");
        }
        connection.received.append(buffer, static_cast<std::size_t>(count));
        const std::size_t head = connection.received.find("\r\n\r\n");
        if (head == std::string::npos || connection.received.size() < head + 4 + bodyLength(connection.received, head))
            return;
        ++m_statuses[std::atoi(connection.received.c_str() + 9)];
        m_latencies.push_back(std::chrono::duration<double, std::milli>(Clock::now() - connection.due).count());
        connection.received.clear();
        connection.busy = false;
        m_idle.push_back(index);
    }

    static std::size_t bodyLength(const std::string &answer, std::size_t head)
    {
        std::string lower = answer.substr(0, head);
        std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return static_cast<char>(std::tolower(c)); });
        const std::size_t at = lower.find("\r\ncontent-length:");
        return at == std::string::npos ? 0 : std::strtoul(lower.c_str() + at + 17, nullptr, 10);
    }

    Plan m_plan;
    int m_poll;
    std::vector<Connection> m_connections;
    std::deque<std::size_t> m_idle;
    std::deque<long> m_waiting;
    std::vector<double> m_latencies;
    std::map<int, long> m_statuses;
    Clock::time_point m_start;
    long m_lost = 0;
};

} // namespace

int main(int argc, char **argv)
{
    if (argc != 11) {
        std::fputs("usage: open_loop HOST PORT RATE SECONDS CONNECTIONS SHOPPERS PREFIX KEY SKU METHOD\n", stderr);
        return 2;
    }
    OpenLoop loop(readPlan(argv));
    loop.run();
    loop.print();
    return 0;
}
