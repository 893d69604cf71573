// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/stock_prover.h"

namespace tidegate {

StockProver::StockProver(ConsoleServices &services, const Clock &clock)
    : m_clock(clock)
    , m_poll(
          this, [&services](auto answer) { services.proveStock(std::move(answer)); },
          [this](Result<StockProof> proof) {
              m_countedAt = m_clock.monotonic();
              m_failure = proof ? std::nullopt : std::optional(proof.error());
              if (proof) {
                  m_latest = std::move(*proof);
              }
              Q_EMIT counted();
          })
{
}

void StockProver::refresh()
{
    if (!m_countedAt || m_clock.monotonic() - *m_countedAt >= interval) {
        m_poll.ask();
    }
}

} // namespace tidegate
