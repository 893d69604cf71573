// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "ui/common/choice_dialog.h"
#include "ui/webhook_services.h"

#include <functional>

class QComboBox;
class QDateTimeEdit;

namespace tidegate {

/// Asks from when on dead messages are replayed. Deletes itself.
class ReplayDialog : public ChoiceDialog
{
    Q_OBJECT

public:
    using Then = std::function<void(UtcMillis since)>;

    /// `partner`: the name of the one whose messages they are; empty: everybody's. Does `then` where the user agrees.
    ReplayDialog(WebhookDirection direction, const QString &partner, UtcMillis now, Then then, QWidget *parent);

private:
    [[nodiscard]] QLayout *buildSince(UtcMillis now);
    void chooseSpan(int index, UtcMillis now);

    QComboBox *m_span = nullptr;
    QDateTimeEdit *m_since = nullptr;
};

} // namespace tidegate
