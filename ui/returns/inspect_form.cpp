// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/returns/inspect_form.h"

#include "ui/common/format.h"
#include "ui/common/table.h"
#include "ui/common/theme.h"
#include "ui/orders/order_texts.h"
#include "ui/returns/inspection_model.h"
#include "ui/returns/return_words.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QStyleOptionButton>
#include <QStylePainter>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int longestReason = 1'000;

constexpr std::array<int, 5> gradeKeys{Qt::Key_1, Qt::Key_2, Qt::Key_3, Qt::Key_4, Qt::Key_5};
constexpr std::array<int, 2> verdictKeys{Qt::Key_A, Qt::Key_R};
constexpr std::array<int, 3> stockKeys{Qt::Key_S, Qt::Key_Q, Qt::Key_X};
constexpr int asBeforeKey = Qt::Key_B;
constexpr int photoKey = Qt::Key_P;

template <std::size_t Size>
std::optional<int> placeOf(const std::array<int, Size> &keys, int key)
{
    const auto found = std::find(keys.begin(), keys.end(), key);
    return found == keys.end() ? std::nullopt : std::optional(int(found - keys.begin()));
}

bool isPlain(const QKeyEvent *event)
{
    return !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
}

/// The key that stands before a choice.
QString withKey(int key, const QString &text)
{
    return u"%1   %2"_s.arg(QChar(char16_t(key)), text);
}

/// What is chosen stands out.
class ChoiceButton : public QPushButton
{
public:
    explicit ChoiceButton(const QString &text)
        : QPushButton(text)
    {
        setAutoDefault(false);
        setCheckable(true);
    }

    [[nodiscard]] QSize sizeHint() const override { return QPushButton::sizeHint() + QSize(14, 4); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QStylePainter painter(this);
        QStyleOptionButton option;
        initStyleOption(&option);
        if (isChecked() && isEnabled()) {
            const ThemeColors &colors = themeColors(palette());
            option.palette.setColor(QPalette::Button, colors.accent);
            option.palette.setColor(QPalette::ButtonText, colors.onAccent);
        }
        painter.drawControl(QStyle::CE_PushButton, option);
    }
};

template <typename Choice>
void check(QButtonGroup *group, const std::optional<Choice> &choice)
{
    group->setExclusive(false);
    for (QAbstractButton *button : group->buttons()) {
        button->setChecked(choice && group->id(button) == int(*choice));
    }
    group->setExclusive(true);
}

} // namespace

InspectForm::InspectForm(ReturnServices &services, ReturnUpload &upload, const RmaDetails &details, QWidget *parent)
    : ReturnForm(services, details, tr("Inspect"), tr("&Send findings"), parent)
    , m_upload(upload)
    , m_model(new InspectionModel(this))
{
    m_unit = buildUnit();
    body()->addWidget(m_unit);
    body()->addWidget(buildOverview(), 1);
    showReturn(details);
    setFocusProxy(m_table);
    connect(&m_upload, &ReturnUpload::added, this, [this](const RmaAttachment &, const FilePart &part) {
        m_photographed.push_back(part);
        showPhotos();
    });
}

QWidget *InspectForm::buildUnit()
{
    m_place = plainLabel({});
    m_place->setObjectName(u"inspectedUnit"_s);
    scaleFont(m_place, 1.15, true);
    m_product = new ElidedLabel;
    m_customer = mutedLabel({});
    m_customer->setWordWrap(true);
    m_earlier = mutedLabel({});
    m_earlier->setWordWrap(true);
    m_hint = plainLabel({});
    m_hint->setObjectName(u"inspectHint"_s);
    m_hint->setWordWrap(true);
    auto *card = new Card;
    auto *heading = new QHBoxLayout;
    heading->setSpacing(12);
    heading->addWidget(m_place);
    heading->addWidget(m_product, 1);
    card->body()->addLayout(heading);
    card->body()->addWidget(m_customer);
    card->body()->addWidget(m_earlier);
    using Grades = std::vector<std::pair<ItemGrade, QString>>;
    Grades grades;
    for (std::size_t index = 0; index < gradeKeys.size(); ++index) {
        grades.emplace_back(ItemGrade(index), withKey(gradeKeys[index], gradeText(ItemGrade(index))));
    }
    m_grades = addChoices(card->body(), tr("Grade"), grades);
    m_verdicts = addChoices<Verdict>(
        card->body(), tr("Verdict"),
        {{Verdict::Accept, withKey(verdictKeys[0], tr("Accept"))}, {Verdict::Reject, withKey(verdictKeys[1], tr("Reject"))}});
    m_stocks = addChoices<StockClass>(card->body(), tr("Stock"),
                                      {{StockClass::Restock, withKey(stockKeys[0], tr("Sell again"))},
                                       {StockClass::Quarantine, withKey(stockKeys[1], tr("Quarantine"))},
                                       {StockClass::Scrap, withKey(stockKeys[2], tr("Scrap"))}});
    m_reason = new QLineEdit;
    m_reason->setObjectName(u"rejectReason"_s);
    m_reason->setMaxLength(longestReason);
    m_reason->setPlaceholderText(tr("Why it is rejected, as the customer is told; Enter goes on"));
    m_reason->setAccessibleName(tr("Reason of the rejection"));
    m_asBefore = textButton(withKey(asBeforeKey, tr("As the unit before")));
    m_discard = textButton(tr("Del   Discard the finding"));
    auto *more = new QHBoxLayout;
    more->setSpacing(8);
    more->addWidget(m_reason, 1);
    more->addWidget(m_asBefore);
    more->addWidget(m_discard);
    card->body()->addLayout(more);
    card->body()->addLayout(buildPhotos());
    card->body()->addWidget(m_hint);
    m_reason->installEventFilter(this);
    connect(m_grades, &QButtonGroup::idClicked, this, [this](int id) { choose(ItemGrade(id)); });
    connect(m_verdicts, &QButtonGroup::idClicked, this, [this](int id) { choose(Verdict(id)); });
    connect(m_stocks, &QButtonGroup::idClicked, this, [this](int id) { choose(StockClass(id)); });
    connect(m_asBefore, &QPushButton::clicked, this, &InspectForm::asBefore);
    connect(m_discard, &QPushButton::clicked, this, &InspectForm::discard);
    connect(m_reason, &QLineEdit::textEdited, this, [this](const QString &text) {
        m_drafts[std::size_t(m_row)].reason = text;
        m_lastChanged = m_row;
        recount();
    });
    return card;
}

QLayout *InspectForm::buildPhotos()
{
    m_photo = textButton(withKey(photoKey, tr("Photo…")));
    m_photos = mutedLabel({});
    m_photos->setObjectName(u"inspectPhotos"_s);
    auto *photos = new QHBoxLayout;
    photos->setSpacing(8);
    photos->addWidget(m_photo);
    photos->addWidget(m_photos, 1);
    const QString obstacle = filesObstacle(services());
    m_photo->setEnabled(obstacle.isEmpty());
    m_photo->setToolTip(obstacle);
    connect(m_photo, &QPushButton::clicked, this, &InspectForm::addPhotos);
    return photos;
}

template <typename Choice>
QButtonGroup *InspectForm::addChoices(QVBoxLayout *layout, const QString &title,
                                      const std::vector<std::pair<Choice, QString>> &choices)
{
    auto *group = new QButtonGroup(this);
    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    QLabel *label = mutedLabel(title);
    label->setMinimumWidth(fontMetrics().averageCharWidth() * 10);
    line->addWidget(label);
    for (const auto &[choice, text] : choices) {
        auto *button = new ChoiceButton(text);
        group->addButton(button, int(choice));
        line->addWidget(button);
    }
    line->addStretch();
    layout->addLayout(line);
    return group;
}

QWidget *InspectForm::buildOverview()
{
    m_table = new Table(u"inspectedUnits"_s, tr("Units of the return that have come"));
    m_table->showInSequence(m_model, {18, 9, 26, 40, 20});
    m_table->setMinimumHeight(fontMetrics().height() * 6);
    m_table->horizontalHeader()->setStretchLastSection(false);
    m_table->horizontalHeader()->setSectionResizeMode(InspectionModel::Finding, QHeaderView::Stretch);
    m_table->installEventFilter(this);
    m_sum = mutedLabel({});
    m_sum->setObjectName(u"inspectSum"_s);
    auto *card = new Card(tr("All units"));
    card->addToHeading(m_sum);
    card->body()->addWidget(m_table, 1);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this] { showUnit(m_table->currentSourceRow()); });
    return card;
}

void InspectForm::showReturn(const RmaDetails &details)
{
    const std::vector<InspectionDraft> entered = std::exchange(m_drafts, {});
    const std::optional<InspectionDraft> shown =
        m_row >= 0 && m_row < int(entered.size()) ? std::optional(entered[std::size_t(m_row)]) : std::nullopt;
    setDetails(details);
    setTitle(tr("Inspect the units of %1").arg(rma().summary.number));
    m_drafts = inspectionDrafts(rma());
    bool inspectedMeanwhile = false;
    for (const InspectionDraft &old : entered) {
        for (InspectionDraft &draft : m_drafts) {
            if (draft.isSame(old) && old.isBegun() && !draft.isGone) {
                draft.copyFinding(old);
                inspectedMeanwhile |= draft.earlier.has_value() && !old.earlier.has_value();
            }
        }
    }
    if (inspectedMeanwhile) {
        banner()->tell(
            Banner::Tone::Warning,
            tr("Somebody else inspected some of these units meanwhile: what you send takes the place of their findings. "
               "Discard yours where theirs is right."));
    }
    m_row = -1;
    m_lastChanged = -1;
    m_model->showDrafts(m_drafts);
    const auto wanted = std::find_if(m_drafts.begin(), m_drafts.end(), [&shown](const InspectionDraft &draft) {
        return shown ? draft.isSame(*shown) : draft.isToDo();
    });
    m_table->selectSourceRow(wanted == m_drafts.end() ? 0 : int(wanted - m_drafts.begin()));
    showUnit(m_table->currentSourceRow());
    m_unit->setEnabled(m_row >= 0);
    if (m_row < 0) {
        m_place->setText(tr("Nothing of this return has come: there is nothing to inspect."));
    }
    showAttachments(rma().attachments);
    recount();
}

void InspectForm::showAttachments(const std::vector<RmaAttachment> &attachments)
{
    m_photographed.clear();
    for (const RmaAttachment &file : attachments) {
        m_photographed.push_back({rma().summary.id, file.lineId, file.unit});
    }
    showPhotos();
}

void InspectForm::showUnit(int row)
{
    if (row < 0 || row >= int(m_drafts.size())) {
        return;
    }
    m_row = row;
    const InspectionDraft &draft = m_drafts[std::size_t(row)];
    m_place->setText(tr("Unit %1 of %2", "number, all").arg(countText(row + 1), countText(qint64(m_drafts.size()))));
    m_product->setText(draft.sku + u" · "_s + draft.name);
    m_customer->setText(tr("The customer says: %1").arg(draft.customer));
    m_earlier->setVisible(draft.earlier.has_value());
    if (draft.earlier) {
        const RmaInspection &earlier = *draft.earlier;
        m_earlier->setText(tr("Inspected by %1 at %2: %3. A new finding takes its place.")
                               .arg(actorText(earlier.inspector), momentText(earlier.at),
                                    findingText(earlier.grade, earlier.verdict, earlier.stock)));
    }
    m_reason->setText(draft.reason);
    showPhotos();
    showChoices();
}

void InspectForm::showPhotos()
{
    if (m_row < 0) {
        return;
    }
    const InspectionDraft &draft = m_drafts[std::size_t(m_row)];
    const auto count = std::count_if(m_photographed.begin(), m_photographed.end(), [&draft](const FilePart &part) {
        return part.lineId == draft.lineId && part.unit == draft.unit;
    });
    m_photos->setText(count == 0 ? tr("No photo of this unit yet.")
                                 : tr("%Ln photo(s) or document(s) of this unit, kept with the return.", nullptr, int(count)));
}

void InspectForm::addPhotos()
{
    const InspectionDraft &draft = m_drafts[std::size_t(m_row)];
    const FilePart part{rma().summary.id, draft.lineId, draft.unit};
    chooseReturnFiles(this, [this, part](const QStringList &paths) { m_upload.add(paths, part); });
}

void InspectForm::showChoices()
{
    const InspectionDraft &draft = m_drafts[std::size_t(m_row)];
    check(m_grades, draft.grade);
    check(m_verdicts, draft.verdict);
    check(m_stocks, draft.stock);
    const bool rejected = draft.verdict == Verdict::Reject;
    for (QButtonGroup *group : {m_grades, m_verdicts, m_stocks}) {
        for (QAbstractButton *button : group->buttons()) {
            button->setEnabled(!draft.isGone);
        }
    }
    QAbstractButton *restock = m_stocks->button(int(StockClass::Restock));
    restock->setEnabled(!draft.isGone && !rejected);
    restock->setToolTip(rejected ? tr("A rejected unit goes to quarantine or is scrapped.") : QString());
    m_reason->setEnabled(rejected);
    const InspectionDraft *before = m_lastChanged >= 0 ? &m_drafts[std::size_t(m_lastChanged)] : nullptr;
    m_asBefore->setEnabled(!draft.isGone && before && before != &draft && before->isComplete());
    m_discard->setEnabled(draft.isBegun());
    const auto left = std::count_if(m_drafts.begin(), m_drafts.end(), [](const InspectionDraft &one) { return one.isToDo(); });
    m_hint->setText(draft.isGone ? tr("It is under repair or back with the customer, and can't be inspected any more.")
                        : draft.isComplete()                ? (left > 0 ? tr("Complete. Enter goes on to the next unit.")
                                                                        : tr("Every unit has a finding. Ctrl+Enter sends them."))
                        : !draft.isBegun() && draft.earlier ? tr("To correct it press the keys of what you find.")
                        : !draft.grade                      ? tr("Press 1 to 5 for the grade.")
                        : !draft.verdict                    ? tr("Press A to accept it or R to reject it.")
                        : !draft.stock                      ? (rejected ? tr("Press Q for quarantine or X for scrap.")
                                                                        : tr("Press S to sell it again, Q for quarantine or X for scrap."))
                                                            : tr("Enter the reason of the rejection."));
}

void InspectForm::recount()
{
    touch();
    m_model->showDrafts(m_drafts);
    const auto count = [this](bool (*isOne)(const InspectionDraft &)) {
        return qint64(std::count_if(m_drafts.begin(), m_drafts.end(), isOne));
    };
    const qint64 complete = count([](const InspectionDraft &draft) { return draft.isComplete(); });
    const qint64 left = count([](const InspectionDraft &draft) { return draft.isToDo(); });
    m_sum->setText(left > 0 ? tr("%Ln unit(s) to do", nullptr, plural(left)) : tr("nothing left to do"));
    actionButton()->setText(complete > 0 ? tr("&Send %Ln finding(s)", nullptr, plural(complete)) : tr("&Send findings"));
    actionButton()->setEnabled(complete > 0);
    if (m_row >= 0) {
        showChoices();
    }
}

void InspectForm::choose(ItemGrade grade)
{
    InspectionDraft &draft = m_drafts[std::size_t(m_row)];
    const bool wasComplete = draft.isComplete();
    draft.grade = grade;
    changed(wasComplete);
}

void InspectForm::choose(Verdict verdict)
{
    InspectionDraft &draft = m_drafts[std::size_t(m_row)];
    const bool wasComplete = draft.isComplete();
    draft.verdict = verdict;
    if (verdict == Verdict::Reject && draft.stock == StockClass::Restock) {
        draft.stock.reset();
    }
    if (verdict == Verdict::Accept) {
        draft.reason.clear();
        m_reason->clear();
    }
    changed(wasComplete);
}

void InspectForm::choose(StockClass stock)
{
    InspectionDraft &draft = m_drafts[std::size_t(m_row)];
    if (draft.verdict == Verdict::Reject && stock == StockClass::Restock) {
        return;
    }
    const bool wasComplete = draft.isComplete();
    draft.stock = stock;
    changed(wasComplete);
}

void InspectForm::asBefore()
{
    if (!m_asBefore->isEnabled()) {
        return;
    }
    InspectionDraft &draft = m_drafts[std::size_t(m_row)];
    const bool wasComplete = draft.isComplete();
    draft.copyFinding(m_drafts[std::size_t(m_lastChanged)]);
    m_reason->setText(draft.reason);
    changed(wasComplete);
}

void InspectForm::discard()
{
    m_drafts[std::size_t(m_row)].clearFinding();
    m_reason->clear();
    recount();
}

void InspectForm::changed(bool wasComplete)
{
    const InspectionDraft &draft = m_drafts[std::size_t(m_row)];
    m_lastChanged = m_row;
    recount();
    if (draft.isComplete() && !wasComplete) {
        goOn();
    } else if (draft.grade && draft.stock && draft.verdict == Verdict::Reject && !draft.hasReason()) {
        m_reason->setFocus(Qt::OtherFocusReason);
    }
}

void InspectForm::goOn()
{
    m_table->setFocus(Qt::OtherFocusReason);
    if (!m_drafts[std::size_t(m_row)].isComplete()) {
        return; // the hint says what is lacking
    }
    const int all = int(m_drafts.size());
    for (int step = 1; step < all; ++step) {
        const int row = (m_row + step) % all;
        if (m_drafts[std::size_t(row)].isToDo()) {
            m_table->selectSourceRow(row);
            return;
        }
    }
    actionButton()->setFocus(Qt::OtherFocusReason);
}

void InspectForm::press(int key)
{
    if (m_row >= 0 && key == photoKey) {
        m_photo->click();
        return;
    }
    if (m_row < 0 || m_drafts[std::size_t(m_row)].isGone) {
        return;
    }
    if (const auto grade = placeOf(gradeKeys, key)) {
        choose(ItemGrade(*grade));
    } else if (const auto verdict = placeOf(verdictKeys, key)) {
        choose(Verdict(*verdict));
    } else if (const auto stock = placeOf(stockKeys, key)) {
        choose(StockClass(*stock));
    } else if (key == asBeforeKey) {
        asBefore();
    } else if (key == Qt::Key_Delete) {
        discard();
    } else if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        goOn();
    }
}

bool InspectForm::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress) {
        return ReturnForm::eventFilter(watched, event);
    }
    const auto *key = static_cast<QKeyEvent *>(event);
    const bool isEnter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (!isPlain(key) || (watched == m_reason && !isEnter)) {
        return ReturnForm::eventFilter(watched, event);
    }
    const bool isOurs = isEnter || key->key() == Qt::Key_Delete || (key->key() >= Qt::Key_1 && key->key() <= Qt::Key_5)
        || (key->key() >= Qt::Key_A && key->key() <= Qt::Key_Z);
    if (!isOurs) {
        return ReturnForm::eventFilter(watched, event);
    }
    press(key->key()); // the table would search for letters
    return true;
}

void InspectForm::keyPressEvent(QKeyEvent *event)
{
    if (isPlain(event) && event->key() != Qt::Key_Escape) {
        press(event->key());
        return;
    }
    ReturnForm::keyPressEvent(event);
}

bool InspectForm::hasEntries() const
{
    return std::any_of(m_drafts.begin(), m_drafts.end(), [](const InspectionDraft &draft) { return draft.isBegun(); });
}

void InspectForm::submit()
{
    std::vector<UnitFinding> findings;
    for (const InspectionDraft &draft : m_drafts) {
        if (draft.isComplete()) {
            findings.push_back(draft.finding());
        } else if (draft.isBegun()) {
            m_table->selectSourceRow(int(&draft - m_drafts.data()));
            banner()->tell(Banner::Tone::Warning,
                           tr("The finding of this unit is not complete. Complete it or discard it, then send."));
            return;
        }
    }
    send([this, findings](const ReturnWrite &write, Answer<RmaAnswer> answer) {
        services().inspectReturn(write, findings, std::move(answer));
    });
}

} // namespace tidegate
