// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/partners/partner_editor.h"

#include "ui/common/alive.h"
#include "ui/common/format.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QLineEdit>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int maximumName = 100;
constexpr int maximumEmail = 254;
constexpr int maximumAddress = 2'048;

} // namespace

PartnerEditor::PartnerEditor(PartnerServices &services, const std::optional<PartnerView> &partner, QWidget *parent)
    : FormDialog(partner ? tr("Edit partner") : tr("New partner"), partner ? tr("Save &changes") : tr("&Add partner"), parent)
    , m_services(services)
    , m_partner(partner)
    , m_name(new QLineEdit)
    , m_email(new QLineEdit)
    , m_callback(new QLineEdit)
    , m_disabled(new QCheckBox(tr("&Disabled: its keys and signatures are refused until it is enabled again")))
{
    m_name->setMaxLength(maximumName);
    m_email->setMaxLength(maximumEmail);
    m_email->setPlaceholderText(tr("Gets a mail when a job ends or a callback fails"));
    m_callback->setMaxLength(maximumAddress);
    m_callback->setPlaceholderText(tr("https://… (may stay empty: no callbacks)"));
    addField(u"name"_s, tr("&Name"), m_name);
    addField(u"email"_s, tr("&E-mail"), m_email);
    addField(u"callback"_s, tr("Call&back address"), m_callback);
    addField(u"formats"_s, tr("Feed formats that are taken from it"), buildFormats());
    addWidget(m_disabled);
    m_disabled->setVisible(partner.has_value());
    if (partner) {
        fill(*partner);
    }
    for (QLineEdit *line : {m_name, m_email, m_callback}) {
        connect(line, &QLineEdit::textEdited, this, [this] { setDirty(); });
    }
    for (QCheckBox *box : findChildren<QCheckBox *>()) {
        connect(box, &QCheckBox::clicked, this, [this] { setDirty(); });
    }
    m_name->setFocus();
}

QWidget *PartnerEditor::buildFormats()
{
    auto *box = new QWidget;
    auto *grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(18);
    grid->setVerticalSpacing(5);
    m_allFormats = new QCheckBox(tr("A&ll, also those that are added later"));
    m_allFormats->setObjectName(u"allFormats"_s);
    m_allFormats->setChecked(true);
    box->setFocusProxy(m_allFormats);
    grid->addWidget(m_allFormats, 0, 0, 1, 2);
    std::vector<FeedFormat> formats = m_services.feedFormats();
    for (const QString &id : m_partner ? m_partner->formats : QStringList()) {
        if (std::none_of(formats.begin(), formats.end(), [&](const FeedFormat &format) { return format.id == id; })) {
            formats.push_back({id, tr("%1 (not installed now)").arg(id)});
        }
    }
    int cell = 2;
    for (const FeedFormat &format : formats) {
        auto *check = new QCheckBox(QString(format.name).replace(u'&', u"&&"_s));
        check->setObjectName(u"format-"_s + format.id);
        check->setEnabled(false);
        m_formats.emplace_back(format.id, check);
        grid->addWidget(check, cell / 2, cell % 2);
        connect(m_allFormats, &QCheckBox::toggled, check, &QCheckBox::setDisabled);
        ++cell;
    }
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    return box;
}

void PartnerEditor::fill(const PartnerView &partner)
{
    m_name->setText(partner.name);
    m_email->setText(partner.email);
    m_callback->setText(partner.callbackUrl);
    m_allFormats->setChecked(partner.formats.isEmpty());
    for (const auto &[id, check] : m_formats) {
        check->setChecked(partner.formats.contains(id));
    }
    m_disabled->setChecked(partner.disabledAt.has_value());
}

QStringList PartnerEditor::chosenFormats() const
{
    QStringList chosen;
    for (const auto &[id, check] : m_formats) {
        if (!m_allFormats->isChecked() && check->isChecked()) {
            chosen += id;
        }
    }
    return chosen;
}

PartnerDraft PartnerEditor::draft() const
{
    return {.id = m_partner ? m_partner->id : QString(),
            .version = m_partner ? m_partner->version : 0,
            .name = m_name->text().trimmed(),
            .email = m_email->text().trimmed(),
            .callbackUrl = m_callback->text().trimmed(),
            .formats = chosenFormats(),
            .disabled = m_disabled->isChecked()};
}

bool PartnerEditor::validate()
{
    if (m_name->text().trimmed().isEmpty()) {
        setFieldError(u"name"_s, tr("Give the partner a name."));
    }
    if (m_email->text().trimmed().isEmpty()) {
        setFieldError(u"email"_s, tr("Give an e-mail address: what goes wrong is told there."));
    }
    if (!m_allFormats->isChecked() && chosenFormats().isEmpty()) {
        setFieldError(u"formats"_s, tr("Choose at least one format, or take all."));
    }
    return !hasErrors();
}

void PartnerEditor::submit()
{
    if (!validate()) {
        focusFirstError();
        return;
    }
    setBusy(true);
    m_services.savePartner(draft(), whileAlive(this, [this](Result<PartnerView> result) {
                               if (!result) {
                                   showFailure(result.error());
                                   return;
                               }
                               setBusy(false);
                               Q_EMIT saved(*result, !m_partner.has_value());
                               accept();
                           }));
}

void PartnerEditor::showFailure(const Error &error)
{
    const bool unclear = error.code == ErrorCode::Conflict && error.fields.empty();
    if (unclear) {
        m_services.partners(whileAlive(this, [this](const Result<std::vector<PartnerView>> &partners) {
            setBusy(false);
            compare(partners);
        }));
        return;
    }
    setBusy(false);
    showRefusal(error);
}

void PartnerEditor::compare(const Result<std::vector<PartnerView>> &partners)
{
    if (!partners) {
        showRefusal(partners.error());
        return;
    }
    const auto present = std::find_if(partners->begin(), partners->end(),
                                      [this](const PartnerView &partner) { return m_partner && partner.id == m_partner->id; });
    if (present != partners->end() && present->version != m_partner->version) {
        tellChanges(*present);
        return;
    }
    setFieldError(u"name"_s, tr("There is another partner of this name."));
    focusFirstError();
}

void PartnerEditor::tellChanges(const PartnerView &present)
{
    const PartnerDraft mine = draft();
    tellChange(u"name"_s, present.name != mine.name, present.name);
    tellChange(u"email"_s, present.email != mine.email, present.email);
    tellChange(u"callback"_s, present.callbackUrl != mine.callbackUrl, present.callbackUrl);
    tellChange(u"formats"_s, present.formats != mine.formats, formatsText(present.formats));
    QString text = tr(
        "Somebody else changed this partner meanwhile. What you entered is kept, and nothing was saved. Save again to put it in "
        "place of what is there now.");
    if (present.disabledAt.has_value() != mine.disabled) {
        text += u' ' + (present.disabledAt ? tr("The partner is now disabled.") : tr("The partner is now enabled."));
    }
    m_partner = present;
    banner()->tell(Banner::Tone::Warning, text, tr("&Load what is there"), [this] {
        clearErrors();
        fill(*m_partner);
    });
}

void PartnerEditor::tellChange(const QString &field, bool differs, const QString &present)
{
    if (differs) {
        setFieldError(field, present.isEmpty() ? tr("Is now empty.") : tr("Is now: %1").arg(present));
    }
}

QString PartnerEditor::formatsText(const QStringList &formats) const
{
    if (formats.isEmpty()) {
        return tr("all");
    }
    QStringList names;
    for (const auto &[id, check] : m_formats) {
        if (formats.contains(id)) {
            names += check->text().replace(u"&&"_s, u"&"_s);
        }
    }
    return names.join(u", "_s);
}

} // namespace tidegate
