// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/partner/security_log.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <QFile>
#include <QLoggingCategory>

#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <fcntl.h>
#include <mutex>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

Q_LOGGING_CATEGORY(lcSecurityLog, "tidegate.security", QtInfoMsg)

constexpr std::size_t maximumWaiting = 20'000;

struct Entry {
    UtcMillis at = 0;
    SecurityEvent event;
};

void insertText(QJsonObject &object, const QString &name, const QString &text)
{
    if (!text.isEmpty())
        object.insert(name, text);
}

/// QJsonDocument leaves bidirectional overrides and the like as they are; in JSON they may just as well be written as \uXXXX.
QByteArray oneLine(const QJsonObject &object)
{
    return escapeControls(QString::fromUtf8(toJson(object))).toUtf8() + '\n';
}

QByteArray lineOf(const Entry &entry)
{
    QJsonObject object{{u"time"_s, formatTime(entry.at)}, {u"kind"_s, entry.event.kind}, {u"outcome"_s, entry.event.outcome}};
    insertText(object, u"address"_s, entry.event.address);
    insertText(object, u"key_prefix"_s, entry.event.keyPrefix);
    insertText(object, u"partner"_s, entry.event.partner);
    insertText(object, u"request_id"_s, entry.event.requestId);
    if (!entry.event.detail.isEmpty())
        object.insert(u"detail"_s, entry.event.detail);
    return oneLine(object);
}

} // namespace

class SecurityLog::Impl
{
public:
    Impl(Options options, const Clock &clock)
        : m_options(std::move(options))
        , m_clock(clock)
        , m_thread([this] { run(); })
    {
    }

    ~Impl()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_ending = true;
        }
        m_changed.notify_all();
        m_thread.join();
        closeFile();
    }
    Q_DISABLE_COPY_MOVE(Impl)

    void record(SecurityEvent event)
    {
        {
            const std::lock_guard lock(m_mutex);
            if (m_waiting.size() >= maximumWaiting) {
                ++m_dropped;
                return;
            }
            m_waiting.push_back({m_clock.utc(), std::move(event)});
        }
        m_changed.notify_one();
    }

private:
    void run()
    {
        std::unique_lock lock(m_mutex);
        while (true) {
            m_changed.wait(lock, [this] { return m_ending || !m_waiting.empty(); });
            if (m_waiting.empty())
                return;
            const std::deque<Entry> batch = std::exchange(m_waiting, {});
            const qint64 dropped = std::exchange(m_dropped, 0);
            lock.unlock();
            QByteArray text;
            for (const Entry &entry : batch)
                text += lineOf(entry);
            if (dropped > 0)
                text += oneLine({{u"time"_s, formatTime(m_clock.utc())}, {u"kind"_s, u"dropped"_s}, {u"count"_s, dropped}});
            write(text);
            lock.lock();
        }
    }

    void write(const QByteArray &text)
    {
        if (m_descriptor < 0 && !openFile())
            return;
        if (m_size > 0 && m_size + text.size() > m_options.maximumBytes) {
            rotate();
            if (!openFile())
                return;
        }
        for (qsizetype done = 0; done < text.size();) {
            const ssize_t count = ::write(m_descriptor, text.constData() + done, static_cast<std::size_t>(text.size() - done));
            if (count < 0 && errno == EINTR)
                continue;
            if (count <= 0) {
                complain("written");
                closeFile();
                return;
            }
            done += count;
            m_size += count;
        }
    }

    bool openFile()
    {
        m_descriptor = ::open(QFile::encodeName(m_options.file).constData(),
                              O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
        if (m_descriptor < 0) {
            complain("opened");
            return false;
        }
        struct stat status {
        };
        m_size = ::fstat(m_descriptor, &status) == 0 ? static_cast<qint64>(status.st_size) : 0;
        return true;
    }

    /// The number N of "security.log.N" rises with age; the oldest falls out.
    void rotate()
    {
        closeFile();
        const auto name = [this](int number) { return number == 0 ? m_options.file : m_options.file + u".%1"_s.arg(number); };
        QFile::remove(name(m_options.keptFiles));
        for (int number = m_options.keptFiles - 1; number >= 0; --number)
            QFile::rename(name(number), name(number + 1));
    }

    void closeFile()
    {
        if (m_descriptor >= 0)
            ::close(std::exchange(m_descriptor, -1));
    }

    /// What can't be written to the file is not lost without a word.
    void complain(const char *what)
    {
        qCWarning(lcSecurityLog).noquote() << "the security log" << m_options.file << "can't be" << what << ':'
                                           << QString::fromLocal8Bit(std::strerror(errno));
    }

    const Options m_options;
    const Clock &m_clock;

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Entry> m_waiting;
    qint64 m_dropped = 0;
    bool m_ending = false;

    // The thread's own.
    int m_descriptor = -1;
    qint64 m_size = 0;
    std::thread m_thread;
};

SecurityLog::SecurityLog(Options options, const Clock &clock)
    : m_impl(std::make_unique<Impl>(std::move(options), clock))
{
}

SecurityLog::~SecurityLog() = default;

void SecurityLog::record(SecurityEvent event)
{
    m_impl->record(std::move(event));
}

} // namespace tidegate
