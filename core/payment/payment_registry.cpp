// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/payment/payment_registry.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

auto withId(const QString &id)
{
    return [id](const std::shared_ptr<PaymentMethod> &method) { return method->id() == id; };
}

} // namespace

Result<Done> PaymentRegistry::add(std::shared_ptr<PaymentMethod> method)
{
    static const QRegularExpression form(QRegularExpression::anchoredPattern(u"[a-z][a-z0-9_]{0,31}"_s));
    const QString id = method->id();
    if (!form.match(id).hasMatch())
        return failure(ErrorCode::InvalidRequest, u"\"%1\" is no id of a payment method"_s.arg(id));
    if (method->name().isEmpty())
        return failure(ErrorCode::InvalidRequest, u"the payment method %1 has no name"_s.arg(id));
    {
        const std::lock_guard lock(m_mutex);
        if (std::any_of(m_methods.begin(), m_methods.end(), withId(id)))
            return failure(ErrorCode::Conflict, u"there is a payment method %1 already"_s.arg(id));
        m_methods.push_back(std::move(method));
    }
    tell(id, Change::Added);
    return Done{};
}

bool PaymentRegistry::remove(const QString &id)
{
    {
        const std::lock_guard lock(m_mutex);
        const auto found = std::find_if(m_methods.begin(), m_methods.end(), withId(id));
        if (found == m_methods.end())
            return false;
        m_methods.erase(found);
    }
    tell(id, Change::Removed);
    return true;
}

std::shared_ptr<PaymentMethod> PaymentRegistry::find(const QString &id) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = std::find_if(m_methods.begin(), m_methods.end(), withId(id));
    return found == m_methods.end() ? nullptr : *found;
}

std::vector<std::shared_ptr<PaymentMethod>> PaymentRegistry::all() const
{
    const std::lock_guard lock(m_mutex);
    return m_methods;
}

int PaymentRegistry::addListener(Listener listener)
{
    const std::lock_guard lock(m_mutex);
    m_listeners.emplace(++m_lastListener, std::move(listener));
    return m_lastListener;
}

void PaymentRegistry::removeListener(int number)
{
    const std::lock_guard lock(m_mutex);
    m_listeners.erase(number);
}

void PaymentRegistry::tell(const QString &id, Change change)
{
    std::map<int, Listener> listeners;
    {
        const std::lock_guard lock(m_mutex);
        listeners = m_listeners;
    }
    for (const auto &[number, listener] : listeners)
        listener(id, change);
}

} // namespace tidegate
