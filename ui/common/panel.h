// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/answer.h"
#include "ui/common/alive.h"
#include "ui/common/widgets.h"

#include <QWidget>

#include <functional>
#include <utility>

namespace tidegate {

/// Asks for the same thing again and again, but never while an answer is outstanding. A member of `owner`.
template <typename T>
class Poll
{
public:
    using Then = std::function<void(Result<T>)>;
    using Ask = std::function<void(Answer<T>)>;

    Poll(QObject *owner, Ask ask, Then then)
        : m_owner(owner)
        , m_ask(std::move(ask))
        , m_then(std::move(then))
    {
    }

    void ask()
    {
        if (m_waiting) {
            return;
        }
        m_waiting = true;
        m_ask(whileAlive(m_owner, [this](Result<T> result) {
            m_waiting = false;
            m_then(std::move(result));
        }));
    }

private:
    QObject *m_owner;
    Ask m_ask;
    Then m_then;
    bool m_waiting = false;
};

/// One of the things that the navigation leads to. Works only while it can be seen.
class Panel : public QWidget
{
    Q_OBJECT

public:
    /// With a heading: the title, and what stands at its right.
    explicit Panel(const QString &title, QWidget *parent = nullptr);

    /// Once a second while it is shown, and when it comes to be shown.
    virtual void refresh() = 0;
    /// What would be lost if the window closed now, as a question to the user; empty: nothing.
    [[nodiscard]] virtual QString reasonToStay() const { return {}; }

protected:
    void showEvent(QShowEvent *event) override;

    void addToHeading(QWidget *widget);
    [[nodiscard]] QVBoxLayout *body() const { return m_body; }
    [[nodiscard]] Banner *banner() const { return m_banner; }
    /// What is shown may be old: the banner says why, with a button that refreshes, until tellFresh().
    void tellStale(const QString &why);
    void tellFresh();

private:
    QHBoxLayout *m_heading;
    Banner *m_banner;
    QVBoxLayout *m_body;
    bool m_stale = false; ///< what the banner tells about
};

} // namespace tidegate
