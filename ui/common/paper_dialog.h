// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"

#include <QDialog>

#include <functional>
#include <memory>
#include <vector>

class QPrinter;

namespace tidegate {

/// Something for paper, as HTML that QTextDocument reads: to look at, to print and to save as PDF. Printer and file are worked on by another thread; until
/// they have it the dialog stays. Deletes itself.
class PaperDialog : public QDialog
{
    Q_OBJECT

public:
    /// `fileName`: what its files are called at first, without an ending.
    PaperDialog(const QString &title, const QString &html, const QString &fileName, QWidget *parent);

    void writePdf(const QString &file);
    void reject() override;

protected:
    /// Beside those that every paper has.
    void addButton(QPushButton *button);
    /// There is nothing on it: it can only be looked at.
    void setEmpty();
    /// Asks where to, and does `write` with the file that is chosen.
    void chooseFile(const QString &ending, const QString &kinds, std::function<void(const QString &file)> write);
    /// The dialog stays until it is written, and tells then.
    void writeContent(const QString &file, const QByteArray &content);
    [[nodiscard]] Banner *banner() const { return m_banner; }

private:
    [[nodiscard]] QLayout *buildButtons();
    void print();
    void printOn(const std::shared_ptr<QPrinter> &printer);
    void setBusy(bool busy);
    void allowSteps();

    const QString m_html;
    const QString m_fileName;
    Banner *m_banner;
    QHBoxLayout *m_buttons;
    std::vector<QPushButton *> m_steps;
    bool m_isEmpty = false;
    bool m_busy = false;
};

} // namespace tidegate
