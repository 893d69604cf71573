// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

namespace tidegate {

/// 128 bits that stand for a key.
struct KeyHash {
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    bool operator==(const KeyHash &) const = default;
};

/// Where SlidingWindowLimiter keeps the times of each key: a hash table with a fixed number of times per key, 64 bytes for 5 of
/// them plus 11 to 22 of index, and a list of the keys in the order in which they were last made youngest. Freed records are used
/// again; when the last one goes, the memory goes back. Not thread-safe.
class StampTable
{
public:
    /// A key's place, until it is erased or setStampsPerKey() is called.
    using Record = std::uint32_t;
    static constexpr Record none = std::numeric_limits<Record>::max();
    /// A time that is not set; before all others.
    static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::min();

    explicit StampTable(int stampsPerKey);

    [[nodiscard]] Record find(KeyHash key) const;
    /// A key that is not there yet: all its times never, itself the youngest.
    Record insert(KeyHash key);
    void erase(Record record);

    /// The key's times, to read and write; kept in rising order by the caller.
    [[nodiscard]] std::span<std::int64_t> stamps(Record record);
    void makeYoungest(Record record);
    /// `none` when the table is empty.
    [[nodiscard]] Record oldest() const { return m_oldest; }

    [[nodiscard]] int stampsPerKey() const { return m_stampsPerKey; }
    /// More times for each key; those that are there stay, as the latest.
    void growStampsPerKey(int stampsPerKey);

    [[nodiscard]] std::size_t size() const { return m_size; }
    /// What it takes from the heap.
    [[nodiscard]] std::size_t memoryBytes() const;

private:
    struct Slot {
        std::uint32_t tag = 0; ///< the hash's low bits: home position, and most comparisons without looking at the record
        Record record = none;
    };
    struct Header {
        KeyHash key;
        Record older = none;
        Record younger = none;
    };

    [[nodiscard]] std::int64_t *words(Record record) const;
    [[nodiscard]] Header &header(Record record) const;
    [[nodiscard]] std::size_t mask() const { return m_slots.size() - 1; }
    [[nodiscard]] std::size_t slotOf(Record record) const;
    Record takeRecord();
    void growIndex();
    void emptySlot(std::size_t position);
    void place(Record record);
    void link(Record record);
    void unlink(Record record);

    int m_stampsPerKey;
    std::size_t m_wordsPerRecord;
    std::vector<Slot> m_slots;
    std::vector<std::unique_ptr<std::int64_t[]>> m_chunks;
    Record m_firstUnused = 0;
    Record m_free = none;
    Record m_oldest = none;
    Record m_youngest = none;
    std::size_t m_size = 0;
};

} // namespace tidegate
