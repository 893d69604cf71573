// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QIcon>
#include <QLabel>
#include <QString>
#include <QTimer>
#include <QVBoxLayout>

#include <functional>

class QAbstractButton;
class QProgressBar;
class QPushButton;
class QToolButton;

namespace tidegate {

/// A label that never takes its text for anything but plain text.
QLabel *plainLabel(const QString &text, QWidget *parent = nullptr);
/// Likewise, in the colour of secondary text.
QLabel *mutedLabel(const QString &text, QWidget *parent = nullptr);
/// The font of `widget`, scaled; bold where told.
void scaleFont(QWidget *widget, double factor, bool bold = false);
/// A button that is pressed by its own focus alone, not by Enter somewhere else in a dialog.
QPushButton *textButton(const QString &text, QWidget *parent = nullptr);
/// Likewise, with one of our icons.
QPushButton *iconButton(const QString &icon, const QString &text, QWidget *parent = nullptr);
/// A fine line that moves while something is under way of which nobody knows how long it takes. Hidden at first; it keeps its room.
QProgressBar *busyBar();

/// An icon that stands alone; painted anew with each theme, unlike a pixmap in a label.
class IconView : public QWidget
{
    Q_OBJECT

public:
    explicit IconView(int side, QWidget *parent = nullptr);

    void setIcon(const QIcon &icon);
    [[nodiscard]] QSize sizeHint() const override { return {m_side, m_side}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QIcon m_icon;
    int m_side;
};

/// A surface with a fine border and round corners, that things of one subject stand on.
class Card : public QFrame
{
    Q_OBJECT

public:
    /// Without a title it has no heading.
    explicit Card(const QString &title = {}, QWidget *parent = nullptr);

    [[nodiscard]] QVBoxLayout *body() const { return m_body; }
    /// Stands at the right of the heading.
    void addToHeading(QWidget *widget);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QHBoxLayout *m_heading = nullptr;
    QVBoxLayout *m_body = nullptr;
};

/// One line (as long as it has room) of text that is cut with … where it must be, and then told whole in a tooltip.
class ElidedLabel : public QFrame
{
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget *parent = nullptr);

    void setText(const QString &text);
    [[nodiscard]] QString text() const { return m_text; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void showWholeTextWhereCut();

    QString m_text;
};

/// Something went wrong, or needs to be known: a strip with a sentence, a way out, and a button to put it away. Hidden until it has
/// something to say; good news goes away by itself.
class Banner : public QFrame
{
    Q_OBJECT

public:
    enum class Tone { Info, Good, Warning, Bad };

    explicit Banner(QWidget *parent = nullptr);

    void tell(Tone tone, const QString &text);
    /// With a button that does `action` and takes the banner away.
    void tell(Tone tone, const QString &text, const QString &actionText, std::function<void()> action);
    void clear();
    [[nodiscard]] QString text() const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void show(Tone tone, const QString &text);

    Tone m_tone = Tone::Info;
    IconView *m_icon;
    QLabel *m_text;
    QPushButton *m_action;
    QToolButton *m_close;
    QTimer m_goodbye;
    std::function<void()> m_do;
};

/// What stands where there is nothing yet: what this place is for and what to do about it.
class EmptyState : public QWidget
{
    Q_OBJECT

public:
    EmptyState(const QString &icon, const QString &title, const QString &text, QWidget *parent = nullptr);

    void setTexts(const QString &title, const QString &text);
    /// A button below the text, beside those that were added before.
    QPushButton *addButton(const QString &icon, const QString &text);

private:
    QLabel *m_title;
    QLabel *m_text;
    QHBoxLayout *m_buttons;
};

} // namespace tidegate
