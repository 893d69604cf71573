// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/partners/key_editor.h"

#include "ui/common/alive.h"
#include "ui/partners/keys_model.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QRadioButton>
#include <QSpinBox>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr int maximumName = 100;
constexpr int maximumDays = 3'650;
constexpr int never = 0;
constexpr int other = -1;

} // namespace

KeyEditor::KeyEditor(PartnerServices &services, const PartnerView *partner, QWidget *parent)
    : FormDialog(partner ? tr("New key for “%1”").arg(partner->name) : tr("New storefront key"), tr("&Create key"), parent)
    , m_services(services)
    , m_partnerId(partner ? partner->id : QString())
    , m_name(new QLineEdit)
{
    m_name->setMaxLength(maximumName);
    m_name->setPlaceholderText(tr("What it is for, for example “warehouse server”"));
    addField(u"name"_s, tr("&Name"), m_name);
    if (partner) {
        addField(u"sandbox"_s, tr("Kind"), buildKind());
    }
    addField(u"expires"_s, tr("&Valid for"), buildExpiry());
    addField(u"scopes"_s, tr("It may"), buildScopes(!partner));
    connect(m_name, &QLineEdit::textEdited, this, [this] { setDirty(); });
    m_name->setFocus();
}

QWidget *KeyEditor::buildKind()
{
    m_live = new QRadioButton(tr("&Live: what it sends is sold"));
    m_test = new QRadioButton(tr("&Test: works on the partner's sandbox, which no shopper sees"));
    m_live->setObjectName(u"live"_s);
    m_test->setObjectName(u"test"_s);
    m_live->setChecked(true);
    auto *box = new QWidget;
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_live);
    layout->addWidget(m_test);
    box->setFocusProxy(m_live);
    connect(m_live, &QRadioButton::clicked, this, [this] { setDirty(); });
    connect(m_test, &QRadioButton::clicked, this, [this] { setDirty(); });
    return box;
}

QWidget *KeyEditor::buildExpiry()
{
    m_expiry = new QComboBox;
    m_expiry->addItem(tr("Until it is revoked"), never);
    for (const int days : {30, 90, 180, 365}) {
        m_expiry->addItem(tr("%Ln day(s)", nullptr, days), days);
    }
    m_expiry->addItem(tr("Another number of days…"), other);
    m_days = new QSpinBox;
    m_days->setRange(1, maximumDays);
    m_days->setValue(30);
    m_days->setGroupSeparatorShown(true);
    m_days->setAccessibleName(tr("Days"));
    m_days->setObjectName(u"days"_s);
    m_days->hide();
    auto *box = new QWidget;
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_expiry);
    layout->addWidget(m_days);
    layout->addStretch();
    box->setFocusProxy(m_expiry);
    connect(m_expiry, &QComboBox::currentIndexChanged, this, [this] {
        m_days->setVisible(m_expiry->currentData().toInt() == other);
        setDirty();
    });
    connect(m_days, &QSpinBox::valueChanged, this, [this] { setDirty(); });
    return box;
}

QWidget *KeyEditor::buildScopes(bool storefront)
{
    auto *box = new QWidget;
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(18);
    for (const QString &scope : m_services.keyScopes(storefront)) {
        auto *check = new QCheckBox(scopeText(scope));
        check->setObjectName(u"scope-"_s + scope);
        check->setChecked(true);
        m_scopes.emplace_back(scope, check);
        layout->addWidget(check);
        connect(check, &QCheckBox::clicked, this, [this] { setDirty(); });
    }
    layout->addStretch();
    if (!m_scopes.empty()) {
        box->setFocusProxy(m_scopes.front().second);
    }
    return box;
}

std::optional<int> KeyEditor::expiresDays() const
{
    const int days = m_expiry->currentData().toInt();
    if (days == never) {
        return std::nullopt;
    }
    return days == other ? m_days->value() : days;
}

QStringList KeyEditor::chosenScopes() const
{
    QStringList chosen;
    for (const auto &[scope, check] : m_scopes) {
        if (check->isChecked()) {
            chosen += scope;
        }
    }
    return chosen;
}

void KeyEditor::submit()
{
    if (chosenScopes().isEmpty()) {
        setFieldError(u"scopes"_s, tr("Choose at least one thing that the key may do."));
        focusFirstError();
        return;
    }
    setBusy(true);
    m_services.createKey({.partnerId = m_partnerId,
                          .sandbox = m_test && m_test->isChecked(),
                          .name = m_name->text().trimmed(),
                          .expiresDays = expiresDays(),
                          .scopes = chosenScopes()},
                         whileAlive(this, [this](Result<IssuedKey> result) {
                             setBusy(false);
                             if (!result) {
                                 showRefusal(result.error());
                                 return;
                             }
                             Q_EMIT created(*result);
                             accept();
                         }));
}

} // namespace tidegate
