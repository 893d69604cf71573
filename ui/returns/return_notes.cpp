// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/return_notes.h"

#include "ui/common/alive.h"
#include "ui/common/format.h"
#include "ui/orders/order_texts.h"
#include "ui/returns/return_texts.h"

#include <QComboBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTextBrowser>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int longestNote = 5'000;

QString noteHtml(const RmaNote &note)
{
    const QString whom =
        note.visibility == NoteVisibility::Customer ? ReturnNotes::tr("for the customer") : ReturnNotes::tr("internal");
    return u"<p><b>%1</b> · %2 · <i>%3</i><br>%4</p>"_s.arg(actorText(note.author).toHtmlEscaped(), momentText(note.at), whom,
                                                            note.body.toHtmlEscaped().replace(u'\n', u"<br>"_s));
}

} // namespace

ReturnNotes::ReturnNotes(ReturnServices &services, QWidget *parent)
    : Card({}, parent)
    , m_services(services)
    , m_notes(new QTextBrowser)
    , m_note(new QPlainTextEdit)
    , m_for(new QComboBox)
    , m_add(iconButton(u"plus"_s, tr("Add no&te")))
{
    m_notes->setObjectName(u"returnNotes"_s);
    m_notes->setAccessibleName(tr("Notes"));
    m_notes->setOpenLinks(false);
    m_notes->setPlaceholderText(tr("No notes yet."));
    m_notes->setFrameShape(QFrame::NoFrame);
    m_note->setObjectName(u"newNote"_s);
    m_note->setAccessibleName(tr("New note"));
    m_note->setPlaceholderText(tr("New note"));
    m_note->setTabChangesFocus(true);
    m_note->setFixedHeight(fontMetrics().lineSpacing() * 4);
    m_for->setObjectName(u"noteFor"_s);
    m_for->setAccessibleName(tr("Who reads the note"));
    m_for->addItem(tr("Internal: the staff alone"), int(NoteVisibility::Internal));
    m_for->addItem(tr("For the customer too"), int(NoteVisibility::Customer));
    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(m_for);
    line->addStretch();
    line->addWidget(m_add);
    body()->addWidget(m_notes, 1);
    body()->addWidget(m_note);
    body()->addLayout(line);
    connect(m_note, &QPlainTextEdit::textChanged, this, &ReturnNotes::allow);
    connect(m_add, &QPushButton::clicked, this, &ReturnNotes::add);
    allow();
}

void ReturnNotes::showNotes(const QString &rmaId, const std::vector<RmaNote> &notes)
{
    m_rmaId = rmaId;
    QString html;
    for (const RmaNote &note : notes) {
        html += noteHtml(note);
    }
    if (m_html != html) { // else it would scroll back
        m_html = html;
        m_notes->setHtml(html);
    }
}

void ReturnNotes::clear()
{
    m_note->clear();
}

bool ReturnNotes::hasUnsaved() const
{
    return !m_note->toPlainText().trimmed().isEmpty();
}

void ReturnNotes::add()
{
    const QString text = m_note->toPlainText().trimmed();
    if (text.size() > longestNote) {
        Q_EMIT told(Banner::Tone::Bad, tr("A note has at most %Ln characters.", nullptr, longestNote));
        return;
    }
    setBusy(true);
    m_services.addNote(
        m_rmaId, NoteVisibility(m_for->currentData().toInt()), text, whileAlive(this, [this](const Result<RmaNote> &note) {
            setBusy(false);
            if (note) {
                m_note->clear();
                Q_EMIT changed();
            } else {
                Q_EMIT told(Banner::Tone::Bad, tr("The note was not added. %1").arg(stepRefusalText(note.error())));
            }
        }));
}

void ReturnNotes::setBusy(bool busy)
{
    m_busy = busy;
    m_note->setReadOnly(busy);
    allow();
}

void ReturnNotes::allow()
{
    m_add->setEnabled(!m_busy && hasUnsaved());
}

} // namespace tidegate
