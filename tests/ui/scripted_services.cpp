// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/scripted_services.h"

#include "ui/scripted_answer.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

SaleView viewOf(const SaleDraft &draft)
{
    SaleView view{.id = draft.id.isEmpty() ? u"new-sale"_s : draft.id,
                  .name = draft.name,
                  .startsAt = draft.startsAt,
                  .endsAt = draft.endsAt,
                  .editable = true,
                  .version = draft.version + 1,
                  .items = {}};
    for (const SaleDraftItem &item : draft.items) {
        view.items.push_back(
            {.sku = item.sku, .name = item.sku, .price = item.price, .listPrice = item.price, .quota = item.quota});
    }
    return view;
}

SaleState stateAfter(SaleStep step)
{
    switch (step) {
    case SaleStep::Pause: return SaleState::Paused;
    case SaleStep::End: return SaleState::Ended;
    default: return SaleState::Running;
    }
}

} // namespace

template <typename T>
void ScriptedServices::give(Answer<T> answer, Result<T> result)
{
    if (!silent) {
        giveLater<T>(this, std::move(answer), std::move(result));
    }
}

void ScriptedServices::progress(ImportStage stage)
{
    m_progress(stage);
}

void ScriptedServices::endImport(Result<ImportOutcome> result)
{
    m_importAnswer(std::move(result));
}

void ScriptedServices::liveFigures(Answer<LiveFigures> answer)
{
    ++figuresAsked;
    give(std::move(answer), resultOf(figuresFailure, figures));
}

void ScriptedServices::openStock(Answer<std::vector<StockFigures>> answer)
{
    ++stockAsked;
    give(std::move(answer), resultOf(stockFailure, stock));
}

void ScriptedServices::saleStock(const QString &saleId, Answer<std::vector<StockFigures>> answer)
{
    ++stockAsked;
    std::vector<StockFigures> ofSale;
    std::copy_if(stock.begin(), stock.end(), std::back_inserter(ofSale),
                 [&](const StockFigures &row) { return row.saleId == saleId; });
    give(std::move(answer), resultOf(stockFailure, ofSale));
}

void ScriptedServices::proveStock(Answer<StockProof> answer)
{
    ++proofsAsked;
    give(std::move(answer), resultOf(proofFailure, proof));
}

void ScriptedServices::orderTotals(Answer<OrderTotals> answer)
{
    give(std::move(answer), resultOf(stockFailure, totals));
}

void ScriptedServices::sales(Answer<std::vector<SaleView>> answer)
{
    ++salesAsked;
    give(std::move(answer), resultOf(salesFailure, saleList));
}

void ScriptedServices::saveSale(const SaleDraft &draft, Answer<SaleView> answer)
{
    drafts.push_back(draft);
    if (!saveFailure) {
        saleList.push_back(viewOf(draft));
    }
    give(std::move(answer), resultOf(saveFailure, viewOf(draft)));
}

void ScriptedServices::steerSale(const QString &saleId, SaleStep step, Answer<SaleView> answer)
{
    steps.emplace_back(saleId, step);
    SaleView changed;
    for (SaleView &sale : saleList) {
        if (sale.id == saleId && !stepFailure) {
            sale.state = stateAfter(step);
            changed = sale;
        }
    }
    give(std::move(answer), resultOf(stepFailure, changed));
}

void ScriptedServices::searchProducts(const QString &text, int limit, Answer<std::vector<ProductHit>> answer)
{
    searches += text;
    std::vector<ProductHit> hits;
    for (const ProductHit &product : products) {
        if (int(hits.size()) < limit && (product.name + u' ' + product.sku).contains(text, Qt::CaseInsensitive)) {
            hits.push_back(product);
        }
    }
    give<std::vector<ProductHit>>(std::move(answer), hits);
}

std::vector<ImportFormat> ScriptedServices::importFormats() const
{
    return {{u"shopify"_s, u"Shopify CSV"_s}, {u"own"_s, u"Tidegate CSV"_s}};
}

void ScriptedServices::importCatalogue(const ImportRequest &request, std::function<void(ImportStage)> progress,
                                       Answer<ImportOutcome> answer)
{
    imports.push_back(request);
    m_progress = std::move(progress);
    m_importAnswer = std::move(answer);
}

} // namespace tidegate
