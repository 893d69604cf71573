// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/nav_rail.h"

#include "ui/common/icon.h"
#include "ui/common/theme.h"
#include "ui/common/widgets.h"

#include <QButtonGroup>
#include <QPainter>
#include <QScrollArea>
#include <QScrollBar>
#include <QStyle>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int iconSide = 20;
constexpr int padding = 12;
constexpr int gap = 10;

class NavButton : public QAbstractButton
{
public:
    NavButton(const QString &icon, const QString &text)
        : m_plain(themedIcon(icon, IconTone::Muted))
        , m_chosen(themedIcon(icon, QPalette::Link))
    {
        setText(text);
        setAccessibleName(text);
        setCheckable(true);
        setFocusPolicy(Qt::StrongFocus);
        setCursor(Qt::PointingHandCursor);
        setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    }

    [[nodiscard]] QSize sizeHint() const override
    {
        return {2 * padding + iconSide + gap + boldMetrics().horizontalAdvance(text()) + 8, fontMetrics().height() + 20};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const ThemeColors &colors = themeColors(palette());
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF area = QRectF(rect()).adjusted(1, 1, -1, -1);
        QColor fill = isChecked() ? colors.accent : colors.text;
        fill.setAlphaF(isChecked() ? 0.14F : underMouse() ? 0.06F : 0.0F);
        painter.setPen(hasFocus() ? QPen(colors.accent, 1.5) : QPen(Qt::NoPen));
        painter.setBrush(fill);
        painter.drawRoundedRect(area, 7, 7);
        QRect icon(padding, (height() - iconSide) / 2, iconSide, iconSide);
        QRect label = rect().adjusted(padding + iconSide + gap, 0, -padding / 2, 0);
        (isChecked() ? m_chosen : m_plain).paint(&painter, QStyle::visualRect(layoutDirection(), rect(), icon));
        QFont labelFont = font();
        labelFont.setBold(isChecked());
        painter.setFont(labelFont);
        painter.setPen(colors.text);
        painter.drawText(QStyle::visualRect(layoutDirection(), rect(), label), int(Qt::AlignLeading | Qt::AlignVCenter), text());
    }

    void enterEvent(QEnterEvent *event) override
    {
        QAbstractButton::enterEvent(event);
        update();
    }

    void leaveEvent(QEvent *event) override
    {
        QAbstractButton::leaveEvent(event);
        update();
    }

private:
    [[nodiscard]] QFontMetrics boldMetrics() const
    {
        QFont bold = font();
        bold.setBold(true);
        return QFontMetrics(bold);
    }

    QIcon m_plain;
    QIcon m_chosen;
};

/// As wide as what it holds, and the bar beside it where there has to be one.
class NavScroll : public QScrollArea
{
public:
    NavScroll()
    {
        setFrameShape(QFrame::NoFrame);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setWidgetResizable(true);
        setFocusPolicy(Qt::NoFocus);
        setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Expanding);
        viewport()->setAutoFillBackground(false);
    }

    [[nodiscard]] QSize sizeHint() const override
    {
        const QSize content = widget()->sizeHint();
        return {content.width() + (content.height() > height() ? verticalScrollBar()->sizeHint().width() : 0), content.height()};
    }
    [[nodiscard]] QSize minimumSizeHint() const override { return {sizeHint().width(), fontMetrics().height() * 4}; }

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        const bool handled = QScrollArea::eventFilter(watched, event);
        if (event->type() == QEvent::LayoutRequest) {
            updateGeometry();
        }
        return handled;
    }

protected:
    void resizeEvent(QResizeEvent *event) override
    {
        QScrollArea::resizeEvent(event);
        updateGeometry();
    }
};

} // namespace

NavRail::NavRail(QWidget *parent)
    : QFrame(parent)
    , m_group(new QButtonGroup(this))
    , m_scroll(new NavScroll)
{
    setAccessibleName(tr("Navigation"));
    auto *list = new QWidget;
    list->setAutoFillBackground(false);
    m_layout = new QVBoxLayout(list);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(4);
    m_scroll->setWidget(list);
    list->setAutoFillBackground(false); // setWidget() sets it
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(10, 14, 10, 14);
    layout->setSpacing(4);
    auto *brand = new QHBoxLayout;
    auto *logo = new IconView(26);
    logo->setIcon(themedIcon(u"tidegate"_s));
    QLabel *name = plainLabel(u"Tidegate"_s);
    scaleFont(name, 1.2, true);
    brand->setContentsMargins(padding - 4, 0, 0, 12);
    brand->setSpacing(gap);
    brand->addWidget(logo);
    brand->addWidget(name, 1);
    layout->addLayout(brand);
    layout->addWidget(m_scroll);
    m_layout->addStretch();
    connect(m_group, &QButtonGroup::idToggled, this, [this](int id, bool on) {
        if (on) {
            Q_EMIT chosenChanged(id);
        }
    });
}

void NavRail::add(const QString &icon, const QString &text, const QString &shortcut)
{
    auto *button = new NavButton(icon, text);
    button->setToolTip(shortcut);
    m_group->addButton(button, int(m_group->buttons().size()));
    m_layout->insertWidget(m_layout->count() - 1, button);
}

void NavRail::choose(int index)
{
    const QAbstractButton *before = m_group->checkedButton();
    m_group->button(index)->setChecked(true);
    m_scroll->ensureWidgetVisible(m_group->button(index));
    if (before && before->hasFocus()) {
        m_group->button(index)->setFocus(Qt::ShortcutFocusReason);
    }
}

void NavRail::focusChosen()
{
    m_group->checkedButton()->setFocus(Qt::OtherFocusReason);
}

void NavRail::setOffered(int index, bool offered)
{
    m_group->button(index)->setVisible(offered);
}

int NavRail::chosen() const
{
    return m_group->checkedId();
}

void NavRail::paintEvent(QPaintEvent *)
{
    const ThemeColors &colors = themeColors(palette());
    QPainter painter(this);
    painter.fillRect(rect(), colors.surface);
    painter.setPen(colors.border);
    const int edge = layoutDirection() == Qt::LeftToRight ? width() - 1 : 0;
    painter.drawLine(edge, 0, edge, height());
}

} // namespace tidegate
