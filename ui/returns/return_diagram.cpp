// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/return_diagram.h"

#include "ui/common/theme.h"
#include "ui/orders/order_texts.h"
#include "ui/returns/return_texts.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr double margin = 10;
constexpr double boxHeight = 42;
constexpr double gap = 18; ///< between two columns

struct Place {
    int column = 0;
    int row = 0;
};

/// Columns by the longest way that leads there with the order of the states, rows by that order. A step against that order does not count.
std::vector<Place> layOut()
{
    std::vector<Place> places(rmaStateRules().size());
    for (std::size_t pass = 0; pass < places.size(); ++pass) {
        for (const RmaTransition &transition : rmaTransitions()) {
            if (transition.from && *transition.from < transition.to) {
                Place &to = places[std::size_t(transition.to)];
                to.column = std::max(to.column, places[std::size_t(*transition.from)].column + 1);
            }
        }
    }
    for (std::size_t state = 0; state < places.size(); ++state) {
        places[state].row = int(std::count_if(places.begin(), places.begin() + std::ptrdiff_t(state),
                                              [&](const Place &other) { return other.column == places[state].column; }));
    }
    return places;
}

const std::vector<Place> &places()
{
    static const std::vector<Place> all = layOut();
    return all;
}

const Place &placeOf(RmaState state)
{
    return places()[std::size_t(state)];
}

void paintArrow(QPainter &painter, const QPainterPath &path)
{
    const QPointF tip = path.currentPosition();
    const double angle = path.angleAtPercent(0.98);
    QLineF side = QLineF::fromPolar(7, angle + 180 - 25);
    QLineF other = QLineF::fromPolar(7, angle + 180 + 25);
    const QPolygonF head{{tip, tip + side.p2(), tip + other.p2()}};
    painter.setBrush(painter.pen().color());
    painter.drawPolygon(head);
    painter.setBrush(Qt::NoBrush);
}

} // namespace

ReturnDiagram::ReturnDiagram(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"returnDiagram"_s);
    setAccessibleName(tr("Workflow of returns"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setMouseTracking(true);
}

void ReturnDiagram::showState(RmaState state, std::set<RmaState> passed)
{
    if (m_state == state && m_passed == passed) {
        return;
    }
    m_state = state;
    m_passed = std::move(passed);
    QStringList steps;
    for (const RmaStep step : legalSteps(state)) {
        steps += returnStepText(step);
    }
    setAccessibleDescription(steps.isEmpty()
                                 ? tr("Now: %1. The return is over.").arg(returnStateText(state))
                                 : tr("Now: %1. What can follow: %2.").arg(returnStateText(state), steps.join(u", "_s)));
    update();
}

QRectF ReturnDiagram::boxOf(RmaState state) const
{
    int columns = 0;
    int rows = 0;
    for (const Place &place : places()) {
        columns = std::max(columns, place.column + 1);
        rows = std::max(rows, place.row + 1);
    }
    const double step = (width() - 2 * margin + gap) / columns;
    const double rowStep = (height() - 2 * margin - boxHeight) / (rows + 0.4);
    const Place &place = placeOf(state);
    return {margin + place.column * step, margin + rowStep * (0.75 + place.row), step - gap, boxHeight};
}

QPainterPath ReturnDiagram::pathOf(RmaState from, RmaState to) const
{
    const QRectF a = boxOf(from);
    const QRectF b = boxOf(to);
    const int columns = placeOf(to).column - placeOf(from).column;
    QPainterPath path;
    if (columns == 0) { // up or down within a column
        const bool down = b.top() > a.top();
        path.moveTo(a.center().x(), down ? a.bottom() : a.top());
        path.lineTo(b.center().x(), down ? b.top() : b.bottom());
    } else if (columns == 1 || (columns > 1 && placeOf(from).row != placeOf(to).row)) {
        const QPointF begin(placeOf(from).row == placeOf(to).row ? a.right() : a.center().x() + a.width() / 4,
                            placeOf(from).row == placeOf(to).row ? a.center().y() : a.bottom());
        const QPointF end(b.left(), b.center().y());
        path.moveTo(begin);
        path.cubicTo(placeOf(from).row == placeOf(to).row ? QPointF((begin.x() + end.x()) / 2, begin.y())
                                                          : QPointF(begin.x(), end.y()),
                     QPointF((begin.x() + end.x()) / 2, end.y()), end);
    } else { // over others that lie between, or back below them
        const double lift = columns > 0 ? -1 : 1;
        const double reach = std::min(boxOf(to).top() - margin + 6.0, 16.0 + 13.0 * std::abs(columns)) * lift;
        const QPointF begin(a.center().x() + (columns > 0 ? 8 : -8), lift < 0 ? a.top() : a.bottom());
        const QPointF end(b.center().x() + (columns > 0 ? -8 : 8), lift < 0 ? b.top() : b.bottom());
        path.moveTo(begin);
        path.cubicTo(QPointF(begin.x(), begin.y() + reach), QPointF(end.x(), end.y() + reach), end);
    }
    return path;
}

void ReturnDiagram::paintEdge(QPainter &painter, RmaState from, RmaState to) const
{
    const ThemeColors &colors = themeColors(palette());
    const bool leadsOn = m_state == from;
    painter.setPen(QPen(leadsOn ? colors.accent : colors.border.darker(115), leadsOn ? 2 : 1.2));
    painter.setBrush(Qt::NoBrush);
    const QPainterPath path = pathOf(from, to);
    painter.drawPath(path);
    paintArrow(painter, path);
}

void ReturnDiagram::paintBox(QPainter &painter, RmaState state) const
{
    const ThemeColors &colors = themeColors(palette());
    const bool isNow = m_state == state;
    const bool passed = m_passed.contains(state);
    const QRectF box = boxOf(state);
    painter.setPen(QPen(isNow || passed ? colors.accent : colors.border, isNow || passed ? 2 : 1));
    painter.setBrush(isNow ? colors.accent : colors.window);
    painter.drawRoundedRect(box, 7, 7);
    QFont font = this->font();
    font.setBold(isNow);
    font.setPointSizeF(font.pointSizeF() * 0.92);
    painter.setFont(font);
    painter.setPen(isNow ? colors.onAccent : passed ? colors.text : colors.muted);
    painter.drawText(box.adjusted(3, 1, -3, -1), int(Qt::AlignCenter) | Qt::TextWordWrap, returnStateText(state));
}

/// On the way, with a ground that keeps it readable.
void ReturnDiagram::paintStep(QPainter &painter, const RmaTransition &transition) const
{
    const ThemeColors &colors = themeColors(palette());
    QFont font = this->font();
    font.setPointSizeF(font.pointSizeF() * 0.88);
    painter.setFont(font);
    const QString text = returnStepText(transition.step);
    const QPointF middle = pathOf(*transition.from, transition.to).pointAtPercent(0.5);
    QRectF ground = QRectF(painter.fontMetrics().boundingRect(text)).adjusted(-5, -1, 5, 1);
    ground.moveCenter(middle);
    ground.moveLeft(std::clamp(ground.left(), 1.0, std::max(1.0, width() - ground.width() - 1)));
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors.surface);
    painter.drawRoundedRect(ground, 4, 4);
    painter.setPen(colors.accent);
    painter.drawText(ground, int(Qt::AlignCenter), text);
}

void ReturnDiagram::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const bool leadsOn : {false, true}) {
        for (const RmaTransition &transition : rmaTransitions()) {
            if (transition.from && *transition.from != transition.to && (m_state == transition.from) == leadsOn) {
                paintEdge(painter, *transition.from, transition.to);
            }
        }
    }
    for (const RmaStateRule &rule : rmaStateRules()) {
        paintBox(painter, rule.state);
    }
    for (const RmaTransition &transition : rmaTransitions()) {
        if (transition.from && *transition.from != transition.to && m_state == transition.from) {
            paintStep(painter, transition);
        }
    }
}

bool ReturnDiagram::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip) {
        return QWidget::event(event);
    }
    const auto *help = static_cast<QHelpEvent *>(event);
    for (const RmaStateRule &rule : rmaStateRules()) {
        if (boxOf(rule.state).contains(help->pos())) {
            const QString who =
                tr("%1: %2 acts", "state and queue").arg(returnStateText(rule.state), returnQueueText(rule.queue));
            QToolTip::showText(help->globalPos(),
                               rule.due.count() > 0 ? tr("%1 within %Ln hour(s)", nullptr, int(rule.due.count())).arg(who) : who,
                               this);
            return true;
        }
    }
    QToolTip::hideText();
    return true;
}

} // namespace tidegate
