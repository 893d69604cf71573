// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/anchor_keeper.h"

#include <QLoggingCategory>

using namespace std::chrono_literals;

Q_LOGGING_CATEGORY(anchorLog, "tidegate.store.anchor")

namespace tidegate {

AnchorKeeper::AnchorKeeper(QString file, AuditKey key)
    : m_file(std::move(file))
    , m_key(std::move(key))
{
    if (!m_file.isEmpty())
        m_thread = std::thread([this] { run(); });
}

AnchorKeeper::~AnchorKeeper()
{
    if (!m_thread.joinable())
        return;
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

void AnchorKeeper::headMoved(const AuditHead &head)
{
    bool wake = false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_frozen)
            return;
        wake = !m_dirty;
        m_head = head;
        m_dirty = true;
    }
    if (wake)
        m_changed.notify_all();
}

void AnchorKeeper::freeze()
{
    const std::lock_guard lock(m_mutex);
    m_frozen = true;
}

void AnchorKeeper::run()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        m_changed.wait(lock, [this] { return m_dirty || m_stopping; });
        if (m_dirty) {
            const AuditHead head = m_head;
            m_dirty = false;
            lock.unlock();
            write(head);
            lock.lock();
        }
        if (m_stopping && !m_dirty)
            return;
        m_changed.wait_for(lock, 1s, [this] { return m_stopping; });
    }
}

void AnchorKeeper::write(const AuditHead &head)
{
    if (auto written = writeAuditAnchor(m_file, m_key, head); !written)
        qCWarning(anchorLog).noquote() << written.error().detail;
}

} // namespace tidegate
