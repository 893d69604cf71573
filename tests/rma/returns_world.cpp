// SPDX-License-Identifier: GPL-3.0-or-later
#include "returns_world.h"

#include "returns_model.h"

using namespace Qt::StringLiterals;

namespace tidegate::test {

namespace {

PaymentServiceOptions paymentOptions()
{
    PaymentServiceOptions options;
    options.retries = 0;
    options.breakerFailures = 1'000'000;
    return options;
}

/// While the table has a row no refund can be written: to the database the shop is dead.
QString crashSwitch(bool postgres)
{
    if (postgres)
        return u"CREATE TABLE crash (id BIGINT); CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
               "IF EXISTS (SELECT 1 FROM crash) THEN RAISE EXCEPTION 'dead'; END IF; RETURN NEW; END; $$; "
               "CREATE TRIGGER die BEFORE UPDATE ON refund FOR EACH ROW EXECUTE FUNCTION die();"_s;
    return u"CREATE TABLE crash (id BIGINT); CREATE TRIGGER die BEFORE UPDATE ON refund WHEN EXISTS (SELECT 1 FROM crash) "
           "BEGIN SELECT RAISE(ABORT, 'dead'); END;"_s;
}

} // namespace

QCoro::Task<ChargeOutcome> RefundGateway::refund(RefundRequest request, std::chrono::milliseconds)
{
    const Manner manner = script.empty() ? Manner::Pay : script.front();
    if (!script.empty())
        script.pop_front();
    ChargeOutcome outcome;
    outcome.reference = u"re_"_s + request.idempotencyKey;
    outcome.detail = u"scripted"_s;
    const bool pays = manner == Manner::Pay || manner == Manner::LoseAfterPay || manner == Manner::HangAfterPay
        || manner == Manner::CrashAfterPay;
    if (pays)
        m_paid.try_emplace(request.idempotencyKey, request.amount.amount);
    // What was paid under a key is told to whoever asks for it again.
    const bool paid = m_paid.contains(request.idempotencyKey);
    if (manner == Manner::CrashBeforePay || manner == Manner::CrashAfterPay)
        crash();
    if (manner == Manner::HangBeforePay || manner == Manner::HangAfterPay) {
        m_hanging.emplace_back();
        Async<Done> late = m_hanging.back().async();
        co_await late;
    }
    if (manner == Manner::Pay || (paid && manner == Manner::Decline))
        outcome.status = ChargeStatus::Charged;
    else if (manner == Manner::Decline)
        outcome.status = ChargeStatus::Declined;
    else if (manner == Manner::Refuse && !paid)
        outcome.status = ChargeStatus::Failed;
    co_return outcome;
}

qint64 RefundGateway::paidFor(const QString &refundId) const
{
    qint64 sum = 0;
    for (const auto &[key, amount] : m_paid)
        sum += key.contains(refundId) ? amount : 0;
    return sum;
}

int RefundGateway::timesPaid(const QString &refundId) const
{
    return int(
        std::count_if(m_paid.begin(), m_paid.end(), [&refundId](const auto &paid) { return paid.first.contains(refundId); }));
}

void RefundGateway::answerLate()
{
    for (Promise<Done> &promise : std::exchange(m_hanging, {}))
        promise.deliver(Done{});
    QCoreApplication::processEvents();
}

Services::Services(std::unique_ptr<Store> opened, PaymentRegistry &methods, const Clock &clock, Random &random, Sleeper &sleeper)
    : store(std::move(opened))
    , payments(methods, paymentOptions(), clock, random, sleeper)
    , refunds(*store, payments, methods, clock, random, {.attempts = 3, .fourEyesAbove = ReturnsModel::fourEyesAbove})
    , rma(*store, refunds, board, clock, random, {.fourEyesAbove = ReturnsModel::fourEyesAbove})
    , queries(*store, clock)
    , orders(*store, board, clock, random)
{
}

ReturnsWorld::ReturnsWorld()
{
    if (!m_methods.add(gateway) || !m_methods.add(std::make_shared<StoreCreditMethod>()))
        qFatal("the payment methods were refused");
    gateway->crash = [this] {
        m_crashed = true;
        if (!write([](WriteTransaction &transaction) -> Result<Done> {
                transaction.exec(u"INSERT INTO crash VALUES (1)"_s);
                return Done{};
            }))
            qFatal("the crash could not be staged");
    };
    reopen();
    services.reset();
    scratch.runOutside(crashSwitch(scratch.backend() == ScratchStore::Backend::Postgres));
    // Weeks may pass in a history.
    scratch.runOutside(u"UPDATE rma_rules SET window_days = 3650"_s);
    reopen();
}

ReturnsWorld::~ReturnsWorld()
{
    gateway->answerLate();
}

void ReturnsWorld::reopen()
{
    gateway->answerLate();
    services.reset();
    services = std::make_unique<Services>(scratch.open(clock), m_methods, clock, random, m_sleeper);
}

bool ReturnsWorld::sendRefunds()
{
    m_crashed = false;
    const auto pass = finish(services->refunds.run());
    if (!m_crashed) {
        if (!pass)
            qFatal("%s", qPrintable(pass.error().detail));
        return false;
    }
    reopen();
    if (!write([](WriteTransaction &transaction) -> Result<Done> {
            transaction.exec(u"DELETE FROM crash"_s);
            return Done{};
        }))
        qFatal("the shop could not be opened again");
    return true;
}

QStringList ReturnsWorld::violations()
{
    const auto found = services->store
                           ->read([](ReadTransaction &transaction) -> Result<QStringList> {
                               return violatedInvariants(transaction) + violatedReturnInvariants(transaction);
                           })
                           .get();
    return (found ? *found : QStringList(found.error().detail)) + scratch.auditViolations(*services->store);
}

std::vector<qint64> ReturnsWorld::numbers(const QString &sql, const QVariantList &parameters)
{
    return services->store
        ->read([sql, parameters](ReadTransaction &transaction) -> Result<std::vector<qint64>> {
            std::vector<qint64> row;
            transaction.each(sql, parameters, [&row](const Row &found) { row.push_back(found.integer(0)); });
            return row;
        })
        .get()
        .value();
}

} // namespace tidegate::test
