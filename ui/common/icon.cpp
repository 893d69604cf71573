// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/icon.h"

#include "ui/common/theme.h"

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>

#include <functional>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

using Tint = std::function<QColor(const QPalette &, QPalette::ColorGroup, QIcon::Mode)>;

class ThemedIconEngine final : public QIconEngine
{
public:
    ThemedIconEngine(QByteArray svg, Tint tint)
        : m_svg(std::move(svg))
        , m_tint(std::move(tint))
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const QPalette palette = QApplication::palette();
        const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
        const QColor color = m_tint(palette, group, mode);
        QSvgRenderer renderer(QByteArray(m_svg).replace("#000", color.name().toLatin1()));
        painter->save();
        painter->setOpacity(painter->opacity() * color.alphaF());
        renderer.render(painter, rect);
        painter->restore();
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }

    [[nodiscard]] QIconEngine *clone() const override { return new ThemedIconEngine(*this); }

private:
    QByteArray m_svg;
    Tint m_tint;
};

QIcon load(const QString &name, Tint tint)
{
    QFile file(u":/icons/%1.svg"_s.arg(name));
    if (!file.open(QIODevice::ReadOnly)) {
        qFatal("no icon is called %s", qUtf8Printable(name));
    }
    return QIcon(new ThemedIconEngine(file.readAll(), std::move(tint)));
}

} // namespace

QIcon themedIcon(const QString &name, QPalette::ColorRole role)
{
    return load(name, [role](const QPalette &palette, QPalette::ColorGroup group, QIcon::Mode mode) {
        return mode == QIcon::Selected ? palette.color(QPalette::HighlightedText) : palette.color(group, role);
    });
}

QIcon themedIcon(const QString &name, IconTone tone)
{
    return load(name, [tone](const QPalette &palette, QPalette::ColorGroup, QIcon::Mode mode) {
        const ThemeColors &colors = themeColors(palette);
        if (mode == QIcon::Selected) {
            return colors.onAccent;
        }
        switch (tone) {
        case IconTone::Good: return colors.good;
        case IconTone::Warning: return colors.warning;
        case IconTone::Bad: return colors.bad;
        case IconTone::Muted: break;
        }
        return colors.muted;
    });
}

} // namespace tidegate
