// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/returns/inspection_draft.h"
#include "ui/returns/return_form.h"
#include "ui/returns/return_upload.h"

class QButtonGroup;
class QLineEdit;

namespace tidegate {

class InspectionModel;
class Table;

/// What the inspector found, unit by unit and by keys alone: grade, verdict and stock have one key each, which stands on its button; with the last of
/// the three the next unit follows by itself, for a rejected unit once its reason is entered. All findings are sent at once when the inspector says
/// so. A unit that was inspected before can be taken up again: its new finding takes the place of the earlier one. Photos of a unit are added at once.
class InspectForm : public ReturnForm
{
    Q_OBJECT

public:
    /// The services and `upload`, which adds the photos, outlive this.
    InspectForm(ReturnServices &services, ReturnUpload &upload, const RmaDetails &details, QWidget *parent = nullptr);

    void showReturn(const RmaDetails &details) override;
    void showAttachments(const std::vector<RmaAttachment> &attachments) override;

protected:
    [[nodiscard]] bool hasEntries() const override;
    void submit() override;
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] QWidget *buildUnit();
    [[nodiscard]] QLayout *buildPhotos();
    [[nodiscard]] QWidget *buildOverview();
    template <typename Choice>
    QButtonGroup *addChoices(QVBoxLayout *layout, const QString &title, const std::vector<std::pair<Choice, QString>> &choices);
    void press(int key);
    void choose(ItemGrade grade);
    void choose(Verdict verdict);
    void choose(StockClass stock);
    void asBefore();
    void discard();
    void addPhotos();
    void showPhotos();
    /// The finding that is worked on has changed; `wasComplete` before that.
    void changed(bool wasComplete);
    void goOn();
    void showUnit(int row);
    void showChoices();
    void recount();

    ReturnUpload &m_upload;
    std::vector<InspectionDraft> m_drafts;
    int m_row = -1; ///< none: nothing has come
    QWidget *m_unit = nullptr;
    int m_lastChanged = -1; ///< what "as before" copies
    QLabel *m_place = nullptr;
    ElidedLabel *m_product = nullptr;
    QLabel *m_customer = nullptr;
    QLabel *m_earlier = nullptr;
    QLabel *m_hint = nullptr;
    QButtonGroup *m_grades = nullptr;
    QButtonGroup *m_verdicts = nullptr;
    QButtonGroup *m_stocks = nullptr;
    QLineEdit *m_reason = nullptr;
    QPushButton *m_asBefore = nullptr;
    QPushButton *m_discard = nullptr;
    QPushButton *m_photo = nullptr;
    QLabel *m_photos = nullptr;
    std::vector<FilePart> m_photographed; ///< one entry for each photo
    InspectionModel *m_model = nullptr;
    Table *m_table = nullptr;
    QLabel *m_sum = nullptr;
};

} // namespace tidegate
