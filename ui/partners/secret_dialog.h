// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLabel;
class QLineEdit;

namespace tidegate {

class SecretClipboard;

/// What a secret is, and what to do with it.
struct SecretTexts {
    QString title;  ///< "The key of “ACME”"
    QString advice; ///< how it is used
};

/// Shows a secret the only time that it is seen. It goes when the user says that he has stored it; leaving it otherwise asks first. Deletes itself.
class SecretDialog : public QDialog
{
    Q_OBJECT

public:
    /// `clipboard` outlives this, so that it can clear what was copied here.
    SecretDialog(const SecretTexts &texts, const QString &secret, SecretClipboard &clipboard, QWidget *parent);

    void reject() override;

private:
    [[nodiscard]] QWidget *buildSecret(const QString &secret);
    void copy();

    SecretClipboard &m_clipboard;
    QLineEdit *m_secret = nullptr;
    QLabel *m_copied = nullptr;
};

} // namespace tidegate
