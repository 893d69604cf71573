// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/payment/payment_method.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace tidegate {

/// The ways to pay that the shop has at this moment. Methods come and go while it runs (plugins); one that is removed lives on
/// until the charges that use it have ended. Thread-safe.
class PaymentRegistry
{
public:
    enum class Change { Added, Removed };
    using Listener = std::function<void(const QString &id, Change change)>;

    /// Conflict where the id is taken; InvalidRequest where it is not 1 to 32 of a-z, 0-9 and _, beginning with a letter, or the
    /// method has no name.
    Result<Done> add(std::shared_ptr<PaymentMethod> method);
    /// Whether there was one.
    bool remove(const QString &id);

    /// Null where there is none.
    [[nodiscard]] std::shared_ptr<PaymentMethod> find(const QString &id) const;
    /// In the order in which they were added.
    [[nodiscard]] std::vector<std::shared_ptr<PaymentMethod>> all() const;

    /// Called after each change, on the thread that made it, with no lock held. Gives a number for removeListener().
    int addListener(Listener listener);
    /// Calls that have begun on other threads may still be running when this returns.
    void removeListener(int number);

private:
    void tell(const QString &id, Change change);

    mutable std::mutex m_mutex;
    std::vector<std::shared_ptr<PaymentMethod>> m_methods;
    std::map<int, Listener> m_listeners;
    int m_lastListener = 0;
};

} // namespace tidegate
