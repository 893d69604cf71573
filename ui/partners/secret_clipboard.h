// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

#include <chrono>

namespace tidegate {

/// Copies a secret, and takes it out of the clipboard again after a minute, or when it is destroyed, if it still lies there.
class SecretClipboard : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::seconds stay{60};

    explicit SecretClipboard(QObject *parent = nullptr);
    ~SecretClipboard() override;

    /// With the hint by which clipboard managers know that they shall not keep it.
    void copy(const QString &secret);
    /// What the timer does.
    void clear();

private:
    QTimer m_timer;
    QString m_secret;
};

} // namespace tidegate
