// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/stamp_table.h"

#include <algorithm>
#include <new>

namespace tidegate {

namespace {

constexpr std::size_t recordsPerChunk = 256;
constexpr std::size_t smallestIndex = 16;

} // namespace

StampTable::StampTable(int stampsPerKey)
    : m_stampsPerKey(stampsPerKey)
    , m_wordsPerRecord(sizeof(Header) / sizeof(std::int64_t) + static_cast<std::size_t>(stampsPerKey))
{
}

std::int64_t *StampTable::words(Record record) const
{
    return m_chunks[record / recordsPerChunk].get() + record % recordsPerChunk * m_wordsPerRecord;
}

StampTable::Header &StampTable::header(Record record) const
{
    // takeRecord() put a Header there.
    return *std::launder(reinterpret_cast<Header *>(words(record)));
}

std::span<std::int64_t> StampTable::stamps(Record record)
{
    return {words(record) + sizeof(Header) / sizeof(std::int64_t), static_cast<std::size_t>(m_stampsPerKey)};
}

StampTable::Record StampTable::find(KeyHash key) const
{
    if (m_slots.empty())
        return none;
    const auto tag = static_cast<std::uint32_t>(key.low);
    for (std::size_t position = tag & mask(); m_slots[position].record != none; position = (position + 1) & mask()) {
        if (m_slots[position].tag == tag && header(m_slots[position].record).key == key)
            return m_slots[position].record;
    }
    return none;
}

StampTable::Record StampTable::insert(KeyHash key)
{
    if ((m_size + 1) * 4 > m_slots.size() * 3)
        growIndex();
    const Record record = takeRecord();
    header(record).key = key;
    std::ranges::fill(stamps(record), never);
    link(record);
    place(record);
    ++m_size;
    return record;
}

void StampTable::erase(Record record)
{
    emptySlot(slotOf(record));
    unlink(record);
    header(record).older = m_free;
    m_free = record;
    if (--m_size == 0)
        *this = StampTable(m_stampsPerKey);
}

void StampTable::makeYoungest(Record record)
{
    unlink(record);
    link(record);
}

void StampTable::growStampsPerKey(int stampsPerKey)
{
    StampTable wider(stampsPerKey);
    for (Record record = m_oldest; record != none; record = header(record).younger) {
        const std::span<std::int64_t> old = stamps(record);
        const std::span<std::int64_t> fresh = wider.stamps(wider.insert(header(record).key));
        std::ranges::copy_backward(old, fresh.end());
    }
    *this = std::move(wider);
}

std::size_t StampTable::memoryBytes() const
{
    return m_slots.capacity() * sizeof(Slot) + m_chunks.capacity() * sizeof(m_chunks[0])
        + m_chunks.size() * recordsPerChunk * m_wordsPerRecord * sizeof(std::int64_t);
}

StampTable::Record StampTable::takeRecord()
{
    Record record = m_free;
    if (record != none) {
        m_free = header(record).older;
        return record;
    }
    record = m_firstUnused++;
    if (record % recordsPerChunk == 0)
        m_chunks.push_back(std::make_unique_for_overwrite<std::int64_t[]>(recordsPerChunk * m_wordsPerRecord));
    new (words(record)) Header;
    return record;
}

void StampTable::growIndex()
{
    m_slots.assign(std::max(smallestIndex, m_slots.size() * 2), Slot{});
    for (Record record = m_oldest; record != none; record = header(record).younger)
        place(record);
}

void StampTable::place(Record record)
{
    const auto tag = static_cast<std::uint32_t>(header(record).key.low);
    std::size_t position = tag & mask();
    while (m_slots[position].record != none)
        position = (position + 1) & mask();
    m_slots[position] = {tag, record};
}

std::size_t StampTable::slotOf(Record record) const
{
    std::size_t position = header(record).key.low & mask();
    while (m_slots[position].record != record)
        position = (position + 1) & mask();
    return position;
}

void StampTable::emptySlot(std::size_t position)
{
    // Linear probing without tombstones (Knuth, TAOCP 6.4, algorithm R): what stands behind moves up, unless that would put it
    // before its home.
    for (std::size_t next = (position + 1) & mask(); m_slots[next].record != none; next = (next + 1) & mask()) {
        const std::size_t home = m_slots[next].tag & mask();
        if (((next - home) & mask()) >= ((next - position) & mask())) {
            m_slots[position] = m_slots[next];
            position = next;
        }
    }
    m_slots[position] = Slot{};
}

void StampTable::link(Record record)
{
    Header &entry = header(record);
    entry.older = m_youngest;
    entry.younger = none;
    (m_youngest == none ? m_oldest : header(m_youngest).younger) = record;
    m_youngest = record;
}

void StampTable::unlink(Record record)
{
    const Header &entry = header(record);
    (entry.older == none ? m_oldest : header(entry.older).younger) = entry.younger;
    (entry.younger == none ? m_youngest : header(entry.younger).older) = entry.older;
}

} // namespace tidegate
