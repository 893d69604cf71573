// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/bulkhead.h"

#include <utility>

namespace tidegate {

BulkheadPermit::BulkheadPermit(std::shared_ptr<std::atomic<int>> inUse)
    : m_inUse(std::move(inUse))
{
}

BulkheadPermit &BulkheadPermit::operator=(BulkheadPermit &&other) noexcept
{
    BulkheadPermit taken(std::move(other));
    std::swap(m_inUse, taken.m_inUse);
    return *this;
}

BulkheadPermit::~BulkheadPermit()
{
    if (m_inUse)
        m_inUse->fetch_sub(1);
}

Bulkhead::Bulkhead(int limit)
    : m_limit(limit)
{
}

std::optional<BulkheadPermit> Bulkhead::enter()
{
    int current = m_inUse->load();
    do {
        if (current >= m_limit.load()) {
            m_refused.fetch_add(1);
            return std::nullopt;
        }
    } while (!m_inUse->compare_exchange_weak(current, current + 1));
    return BulkheadPermit(m_inUse);
}

void Bulkhead::setLimit(int limit)
{
    m_limit.store(limit);
}

int Bulkhead::limit() const
{
    return m_limit.load();
}

int Bulkhead::inUse() const
{
    return m_inUse->load();
}

std::int64_t Bulkhead::refused() const
{
    return m_refused.load();
}

} // namespace tidegate
