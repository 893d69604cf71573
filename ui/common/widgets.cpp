// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/widgets.h"

#include "ui/common/icon.h"
#include "ui/common/theme.h"

#include <QAccessible>
#include <QCoreApplication>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr double cornerRadius = 8;
constexpr int cardPadding = 14;
constexpr auto goodNewsStay = std::chrono::seconds(12);

void paintRound(QWidget *widget, const QColor &fill, const QColor &line)
{
    QPainter painter(widget);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(line);
    painter.setBrush(fill);
    painter.drawRoundedRect(QRectF(widget->rect()).adjusted(0.5, 0.5, -0.5, -0.5), cornerRadius, cornerRadius);
}

/// Fusion's push buttons stand too close about their text.
class RoomyButton : public QPushButton
{
public:
    using QPushButton::QPushButton;

    [[nodiscard]] QSize sizeHint() const override { return QPushButton::sizeHint() + QSize(14, 4); }
};

QString iconOf(Banner::Tone tone)
{
    switch (tone) {
    case Banner::Tone::Good: return u"good"_s;
    case Banner::Tone::Warning: return u"warning"_s;
    case Banner::Tone::Bad: return u"bad"_s;
    case Banner::Tone::Info: break;
    }
    return u"info"_s;
}

QColor colorOf(Banner::Tone tone, const QPalette &palette)
{
    const ThemeColors &colors = themeColors(palette);
    switch (tone) {
    case Banner::Tone::Good: return colors.good;
    case Banner::Tone::Warning: return colors.warning;
    case Banner::Tone::Bad: return colors.bad;
    case Banner::Tone::Info: break;
    }
    return colors.accent;
}

} // namespace

QLabel *plainLabel(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setText(text);
    return label;
}

QLabel *mutedLabel(const QString &text, QWidget *parent)
{
    QLabel *label = plainLabel(text, parent);
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

void scaleFont(QWidget *widget, double factor, bool bold)
{
    QFont font = widget->font();
    font.setPointSizeF(font.pointSizeF() * factor);
    font.setBold(bold);
    widget->setFont(font);
}

QPushButton *iconButton(const QString &icon, const QString &text, QWidget *parent)
{
    auto *button = new RoomyButton(themedIcon(icon), text, parent);
    button->setAutoDefault(false);
    return button;
}

QProgressBar *busyBar()
{
    auto *bar = new QProgressBar;
    bar->setRange(0, 0);
    bar->setTextVisible(false);
    bar->setFixedHeight(6);
    bar->setAccessibleName(QCoreApplication::translate("tidegate::BusyBar", "Working"));
    QSizePolicy keepsRoom = bar->sizePolicy();
    keepsRoom.setRetainSizeWhenHidden(true);
    bar->setSizePolicy(keepsRoom);
    bar->hide();
    return bar;
}

IconView::IconView(int side, QWidget *parent)
    : QWidget(parent)
    , m_side(side)
{
    setFixedSize(side, side);
}

void IconView::setIcon(const QIcon &icon)
{
    m_icon = icon;
    update();
}

void IconView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    m_icon.paint(&painter, rect());
}

QPushButton *textButton(const QString &text, QWidget *parent)
{
    auto *button = new RoomyButton(text, parent);
    button->setAutoDefault(false);
    return button;
}

Card::Card(const QString &title, QWidget *parent)
    : QFrame(parent)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(cardPadding, cardPadding - 2, cardPadding, cardPadding - 2);
    layout->setSpacing(8);
    if (!title.isEmpty()) {
        m_heading = new QHBoxLayout;
        QLabel *label = plainLabel(title);
        scaleFont(label, 1.0, true);
        m_heading->addWidget(label);
        m_heading->addStretch();
        layout->addLayout(m_heading);
        setAccessibleName(title);
    }
    m_body = new QVBoxLayout;
    m_body->setSpacing(8);
    layout->addLayout(m_body, 1);
}

void Card::addToHeading(QWidget *widget)
{
    m_heading->addWidget(widget);
}

void Card::paintEvent(QPaintEvent *)
{
    const ThemeColors &colors = themeColors(palette());
    paintRound(this, colors.surface, colors.border);
}

ElidedLabel::ElidedLabel(QWidget *parent)
    : QFrame(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ElidedLabel::setText(const QString &text)
{
    if (text == m_text) {
        return;
    }
    m_text = text;
    setAccessibleName(text);
    updateGeometry();
    update();
    showWholeTextWhereCut();
}

QSize ElidedLabel::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(m_text) + 2, fontMetrics().height()};
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 6, fontMetrics().height()};
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    painter.drawText(rect(), int(Qt::AlignLeading | Qt::AlignVCenter) | Qt::TextSingleLine,
                     fontMetrics().elidedText(m_text, Qt::ElideRight, width()));
}

void ElidedLabel::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    showWholeTextWhereCut();
}

void ElidedLabel::showWholeTextWhereCut()
{
    setToolTip(fontMetrics().horizontalAdvance(m_text) > width() ? m_text.toHtmlEscaped() : QString());
}

Banner::Banner(QWidget *parent)
    : QFrame(parent)
    , m_icon(new IconView(18))
    , m_text(plainLabel({}))
    , m_action(new RoomyButton)
    , m_close(new QToolButton)
{
    setObjectName(u"banner"_s);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(cardPadding, 8, 8, 8);
    layout->setSpacing(10);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_action->setAutoDefault(false);
    m_close->setIcon(themedIcon(u"close"_s));
    m_close->setAutoRaise(true);
    m_close->setToolTip(tr("Dismiss"));
    m_close->setAccessibleName(tr("Dismiss this message"));
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_action);
    layout->addWidget(m_close);
    m_goodbye.setSingleShot(true);
    m_goodbye.setInterval(goodNewsStay);
    connect(&m_goodbye, &QTimer::timeout, this, &Banner::clear);
    connect(m_close, &QToolButton::clicked, this, &Banner::clear);
    connect(m_action, &QPushButton::clicked, this, [this] {
        const std::function<void()> action = std::move(m_do);
        clear();
        action();
    });
    hide();
}

void Banner::tell(Tone tone, const QString &text)
{
    m_do = nullptr;
    m_action->hide();
    show(tone, text);
}

void Banner::tell(Tone tone, const QString &text, const QString &actionText, std::function<void()> action)
{
    m_do = std::move(action);
    m_action->setText(actionText);
    m_action->show();
    show(tone, text);
}

void Banner::show(Tone tone, const QString &text)
{
    const bool isNews = isHidden() || text != m_text->text();
    m_tone = tone;
    m_text->setText(text);
    const IconTone iconTone = tone == Tone::Good ? IconTone::Good : tone == Tone::Bad ? IconTone::Bad : IconTone::Warning;
    m_icon->setIcon(tone == Tone::Info ? themedIcon(iconOf(tone), QPalette::Link) : themedIcon(iconOf(tone), iconTone));
    setAccessibleName(text);
    setVisible(true);
    update();
    if (tone == Tone::Good) {
        m_goodbye.start();
    } else {
        m_goodbye.stop();
    }
    if (isNews) {
        QAccessibleEvent alert(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
}

void Banner::clear()
{
    m_do = nullptr;
    m_goodbye.stop();
    m_text->clear();
    hide();
}

QString Banner::text() const
{
    return m_text->text();
}

void Banner::paintEvent(QPaintEvent *)
{
    const QColor line = colorOf(m_tone, palette());
    QColor fill = themeColors(palette()).surface;
    const float share = 0.12F;
    fill = QColor::fromRgbF(fill.redF() * (1 - share) + line.redF() * share, fill.greenF() * (1 - share) + line.greenF() * share,
                            fill.blueF() * (1 - share) + line.blueF() * share);
    paintRound(this, fill, line);
}

EmptyState::EmptyState(const QString &icon, const QString &title, const QString &text, QWidget *parent)
    : QWidget(parent)
    , m_title(plainLabel({}))
    , m_text(mutedLabel({}))
    , m_buttons(new QHBoxLayout)
{
    auto *picture = new IconView(36);
    picture->setIcon(themedIcon(icon, IconTone::Muted));
    scaleFont(m_title, 1.15, true);
    m_title->setAlignment(Qt::AlignCenter);
    m_text->setAlignment(Qt::AlignCenter);
    m_text->setWordWrap(true);
    m_buttons->setSpacing(8);
    m_buttons->addStretch();
    m_buttons->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(8);
    layout->addStretch();
    layout->addWidget(picture, 0, Qt::AlignHCenter);
    layout->addWidget(m_title);
    layout->addWidget(m_text);
    layout->addLayout(m_buttons);
    layout->addStretch();
    setTexts(title, text);
}

void EmptyState::setTexts(const QString &title, const QString &text)
{
    m_title->setText(title);
    m_text->setText(text);
}

QPushButton *EmptyState::addButton(const QString &icon, const QString &text)
{
    QPushButton *button = iconButton(icon, text);
    m_buttons->insertWidget(m_buttons->count() - 1, button);
    return button;
}

} // namespace tidegate
