// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "returns_model.h"
#include "returns_world.h"

#include <map>
#include <random>

namespace tidegate::test {

/// One order and its returns, handled at random by staff of all roles and the shopper, with a gateway that fails in every way and a shop that dies
/// between any two steps; compared with the model after every step. A seed repeats.
class ReturnsHistory
{
public:
    ReturnsHistory(ReturnsWorld &world, unsigned seed);

    void run(int steps);

    QStringList problems;
    static inline std::map<QString, int> outcomes; ///< how often which step ended how, over all histories

private:
    /// A step that was asked for, so that it can be asked for again.
    using Ask = std::function<Result<RmaAnswer>()>;

    int upTo(int end) { return std::uniform_int_distribution<int>(0, end - 1)(m_dice); }
    bool oneIn(int count) { return upTo(count) == 0; }
    void expect(bool holds, const QString &what);

    void makeOrder();
    void act();
    void ship();
    void buyTheRest();
    void crash();
    void sendRefunds();
    void lookAtFailed();
    void expire();
    void releaseUnits();

    void submit();
    void step();
    RmaStep pickStep();
    StaffActor pickActor(RmaStep step);
    RmaAction actionBy(const StaffActor &actor);
    QString gate(RmaStep step, const RmaAction &action) const;
    void take(RmaStep step, const RmaAction &action);
    void takeSimple(RmaStep step, const RmaAction &action);
    void takeReceive(const RmaAction &action);
    void takeInspect(const RmaAction &action);
    void takeDecide(const RmaAction &action);
    void takeRepair(const RmaAction &action);
    /// Asks the shop, and compares how it ended with what the model says.
    void ask(RmaStep step, const RmaAction &action, const Ask &ask, const std::function<QString(ReturnsModel &)> &model);

    std::vector<std::pair<std::size_t, std::size_t>> someUnits(const std::function<bool(const ModelUnit &)> &wanted);
    void learn(const Rma &rma);
    void follow();
    void compare();
    void drain();
    void checkEnd();

    ReturnsWorld &m_world;
    std::mt19937 m_dice;
    Order m_order;
    QString m_shopper;
    std::map<QString, std::vector<qint64>> m_shares; ///< by order line
    std::map<QString, std::vector<bool>> m_claimed;  ///< by order line, of its units
    std::map<QString, qint64> m_shipped;
    ReturnsModel m_model;
    bool m_hasRma = false;
    int m_keys = 0;
    Ask m_last; ///< the newest step that was done
    QString m_name;
};

} // namespace tidegate::test
