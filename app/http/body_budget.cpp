// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/body_budget.h"

#include <malloc.h>

namespace tidegate {

namespace {

/// Bytes at one time, from which on malloc keeps enough of what was given back to be worth the milliseconds that asking for it takes:
/// 64 bodies of 1 MiB left 60 MB behind them.
constexpr qint64 burst = 16 << 20;

} // namespace

BodyBudget::BodyBudget(qint64 maximum)
    : m_maximum(maximum)
{
}

bool BodyBudget::take(qint64 bytes)
{
    const qint64 taken = m_taken.fetch_add(bytes) + bytes;
    if (taken > m_maximum) {
        m_taken.fetch_sub(bytes);
        return false;
    }
    if (taken > m_mostTaken)
        m_mostTaken = taken;
    return true;
}

void BodyBudget::giveBack(qint64 bytes)
{
    if (m_taken.fetch_sub(bytes) == bytes && m_mostTaken.exchange(0) >= burst)
        ::malloc_trim(0);
}

BodyShare::BodyShare(std::shared_ptr<BodyBudget> budget)
    : m_budget(std::move(budget))
{
}

BodyShare::~BodyShare()
{
    m_budget->giveBack(m_bytes);
}

bool BodyShare::growTo(qint64 bytes)
{
    if (!m_budget->take(bytes - m_bytes))
        return false;
    m_bytes = bytes;
    return true;
}

} // namespace tidegate
