// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/console_fixture.h"
#include "ui/returns/return_form.h"
#include "ui/returns/return_upload.h"
#include "ui/returns_at_work.h"
#include "ui/scripted_returns.h"

#include <QLabel>
#include <QPointer>

#include <algorithm>

namespace tidegate {

/// With the uploader where the form adds photos.
template <typename Form>
Form *makeReturnForm(ReturnServices &services, ReturnUpload &upload, const RmaDetails &details)
{
    if constexpr (std::is_constructible_v<Form, ReturnServices &, ReturnUpload &, const RmaDetails &>) {
        return new Form(services, upload, details);
    } else {
        return new Form(services, details);
    }
}

/// One form of a return in a window of its own, and what it told.
template <typename Form>
class FormFixture
{
public:
    static constexpr UtcMillis now = ConsoleFixture::now;

    explicit FormFixture(const RmaDetails &details)
    {
        services.now = now;
        services.records = {details};
        window = std::make_unique<QWidget>();
        auto *layout = new QVBoxLayout(window.get());
        form = makeReturnForm<Form>(services, upload, details);
        layout->addWidget(form);
        QObject::connect(form, &ReturnForm::done, form, [this](const RmaAnswer &answer) { done.push_back(answer); });
        QObject::connect(form, &ReturnForm::conflict, form, [this] { ++conflicts; });
        QObject::connect(&upload, &ReturnUpload::told, form, [this](Banner::Tone, const QString &text) { uploadTold = text; });
        QObject::connect(form, &ReturnForm::closed, form, [this] { ++closings; });
        window->resize(1'100, 700);
        window->show();
        ConsoleFixture::activate(window.get());
        form->setFocus();
        ConsoleFixture::settle();
    }

    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        if (!QApplication::activeWindow()) { // the offscreen platform activates none when a dialog closes
            ConsoleFixture::activate(window.get());
        }
        QWidget *active = QApplication::activeModalWidget() ? QApplication::activeModalWidget() : window.get();
        QWidget *focused = active->focusWidget();
        QTest::keyClick(focused ? focused : active, key, modifiers);
        settleButtons(active);
    }

    /// A button that is pressed by its mnemonic stays down for a moment before it acts.
    static void settleButtons(QPointer<QWidget> in)
    {
        ConsoleFixture::settle();
        const bool released = QTest::qWaitFor([&in] {
            const auto buttons = in ? in->findChildren<QAbstractButton *>() : QList<QAbstractButton *>();
            return std::none_of(buttons.begin(), buttons.end(), [](const QAbstractButton *button) { return button->isDown(); });
        });
        QVERIFY(released);
        ConsoleFixture::settle();
    }

    /// The button of a question, by its mnemonic.
    static void answer(QDialog *question, Qt::Key key)
    {
        ConsoleFixture::activate(question);
        QTest::keyClick(question, key, Qt::AltModifier);
        settleButtons(question);
    }

    void type(const QString &text)
    {
        QTest::keyClicks(window->focusWidget(), text);
        ConsoleFixture::settle();
    }

    /// Moves by Tab to the widget of this name.
    template <typename Widget>
    Widget *tabTo(const QString &name)
    {
        for (int step = 0; step < 60; ++step) {
            if (window->focusWidget() && window->focusWidget()->objectName() == name) {
                return qobject_cast<Widget *>(window->focusWidget());
            }
            press(Qt::Key_Tab);
        }
        return nullptr;
    }

    [[nodiscard]] QString said(const QString &label) const
    {
        const auto *found = form->template findChild<QLabel *>(label);
        return found ? found->text() : QString();
    }

    [[nodiscard]] QString banner() const
    {
        const auto *found = form->template findChild<Banner *>();
        return found->isVisible() ? found->text() : QString();
    }

    ScriptedReturns services;
    ReturnUpload upload{services, nullptr};
    QString uploadTold;
    std::unique_ptr<QWidget> window;
    Form *form = nullptr;
    std::vector<RmaAnswer> done;
    int conflicts = 0;
    int closings = 0;
};

} // namespace tidegate
