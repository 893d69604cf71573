<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en">
<context>
    <name>tidegate::BreakerPill</name>
    <message numerus="yes">
        <source>working, %Ln failure(s), opens at %1</source>
        <translation>
            <numerusform>working, %Ln failure, opens at %1</numerusform>
            <numerusform>working, %Ln failures, opens at %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::CancelDialog</name>
    <message numerus="yes">
        <source>Cancel %Ln unit(s) of this order?</source>
        <translation>
            <numerusform>Cancel %Ln unit of this order?</numerusform>
            <numerusform>Cancel %Ln units of this order?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::ConsoleWindow</name>
    <message numerus="yes">
        <source>%Ln connection(s)</source>
        <translation>
            <numerusform>%Ln connection</numerusform>
            <numerusform>%Ln connections</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln request(s) in flight</source>
        <translation>
            <numerusform>%Ln request in flight</numerusform>
            <numerusform>%Ln requests in flight</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::DashboardPanel</name>
    <message numerus="yes">
        <source>%Ln connection(s)</source>
        <translation>
            <numerusform>%Ln connection</numerusform>
            <numerusform>%Ln connections</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln write(s) waiting</source>
        <translation>
            <numerusform>%Ln write waiting</numerusform>
            <numerusform>%Ln writes waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::ImportPanel</name>
    <message numerus="yes">
        <source>%Ln error(s)</source>
        <translation>
            <numerusform>%Ln error</numerusform>
            <numerusform>%Ln errors</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stopped. %Ln product(s) were taken before and stay.</source>
        <translation>
            <numerusform>Stopped. %Ln product was taken before and stays.</numerusform>
            <numerusform>Stopped. %Ln products were taken before and stay.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Checked as %1, nothing was changed. %Ln product(s) can be taken.</source>
        <translation>
            <numerusform>Checked as %1, nothing was changed. %Ln product can be taken.</numerusform>
            <numerusform>Checked as %1, nothing was changed. %Ln products can be taken.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Imported as %1. %Ln product(s) taken.</source>
        <translation>
            <numerusform>Imported as %1. %Ln product taken.</numerusform>
            <numerusform>Imported as %1. %Ln products taken.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) rejected.</source>
        <translation>
            <numerusform>%Ln row rejected.</numerusform>
            <numerusform>%Ln rows rejected.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln note(s)</source>
        <translation>
            <numerusform>%Ln note</numerusform>
            <numerusform>%Ln notes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the first %Ln are shown</source>
        <translation>
            <numerusform>only the first is shown</numerusform>
            <numerusform>the first %Ln are shown</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::JobPage</name>
    <message numerus="yes">
        <source>the first %Ln are loaded; scroll for more</source>
        <translation>
            <numerusform>the first one is loaded; scroll for more</numerusform>
            <numerusform>the first %Ln are loaded; scroll for more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Saving: %Ln line(s) so far…</source>
        <translation>
            <numerusform>Saving: %Ln line so far…</numerusform>
            <numerusform>Saving: %Ln lines so far…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln line(s) are saved in “%1”.</source>
        <translation>
            <numerusform>%Ln line is saved in “%1”.</numerusform>
            <numerusform>%Ln lines are saved in “%1”.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The rejected rows are saved in %Ln file(s), from “%1” on.</source>
        <translation>
            <numerusform>The rejected rows are saved in %Ln file, “%1”.</numerusform>
            <numerusform>The rejected rows are saved in %Ln files, from “%1” on.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::Jobs</name>
    <message numerus="yes">
        <source>%1 of %Ln row(s)</source>
        <translation>
            <numerusform>%1 of %Ln row</numerusform>
            <numerusform>%1 of %Ln rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It stops after the rows it is at. %Ln product(s) that it has changed so far stay as they are now; it can be undone afterwards.</source>
        <translation>
            <numerusform>It stops after the rows it is at. %Ln product that it has changed so far stays as it is now; the job can be undone afterwards.</numerusform>
            <numerusform>It stops after the rows it is at. %Ln products that it has changed so far stay as they are now; the job can be undone afterwards.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln product(s) that it created are withdrawn.</source>
        <translation>
            <numerusform>%Ln product that it created is withdrawn.</numerusform>
            <numerusform>%Ln products that it created are withdrawn.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln product(s) that it updated get back what they had.</source>
        <translation>
            <numerusform>%Ln product that it updated gets back what it had.</numerusform>
            <numerusform>%Ln products that it updated get back what they had.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln product(s) that it withdrew come back.</source>
        <translation>
            <numerusform>%Ln product that it withdrew comes back.</numerusform>
            <numerusform>%Ln products that it withdrew come back.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::JobsPanel</name>
    <message numerus="yes">
        <source>%Ln running</source>
        <comment>jobs</comment>
        <translation>
            <numerusform>%Ln running</numerusform>
            <numerusform>%Ln running</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln queued</source>
        <comment>jobs</comment>
        <translation>
            <numerusform>%Ln queued</numerusform>
            <numerusform>%Ln queued</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::KeyEditor</name>
    <message numerus="yes">
        <source>%Ln day(s)</source>
        <translation>
            <numerusform>%Ln day</numerusform>
            <numerusform>%Ln days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::OverlapDialog</name>
    <message numerus="yes">
        <source>%Ln more hour(s)</source>
        <translation>
            <numerusform>%Ln more hour</numerusform>
            <numerusform>%Ln more hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more day(s)</source>
        <translation>
            <numerusform>%Ln more day</numerusform>
            <numerusform>%Ln more days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::PartnersModel</name>
    <message numerus="yes">
        <source>%Ln live</source>
        <comment>keys</comment>
        <translation>
            <numerusform>%Ln live</numerusform>
            <numerusform>%Ln live</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln test</source>
        <comment>keys</comment>
        <translation>
            <numerusform>%Ln test</numerusform>
            <numerusform>%Ln test</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::PickListDialog</name>
    <message numerus="yes">
        <source>%Ln of the chosen orders are left out: by now nothing of them is left to ship.</source>
        <translation>
            <numerusform>%Ln of the chosen orders is left out: by now nothing of it is left to ship.</numerusform>
            <numerusform>%Ln of the chosen orders are left out: by now nothing of them is left to ship.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::PickLists</name>
    <message numerus="yes">
        <source>%Ln unit(s)</source>
        <translation>
            <numerusform>%Ln unit</numerusform>
            <numerusform>%Ln units</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln order(s)</source>
        <translation>
            <numerusform>%Ln order</numerusform>
            <numerusform>%Ln orders</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::RefundList</name>
    <message numerus="yes">
        <source>the first %Ln refund(s); scroll for more</source>
        <translation>
            <numerusform>the first %Ln refund; scroll for more</numerusform>
            <numerusform>the first %Ln refunds; scroll for more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln refund(s)</source>
        <translation>
            <numerusform>%Ln refund</numerusform>
            <numerusform>%Ln refunds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::ReplayDialog</name>
    <message numerus="yes">
        <source>the last %Ln hour(s)</source>
        <translation>
            <numerusform>the last hour</numerusform>
            <numerusform>the last %Ln hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the last %Ln day(s)</source>
        <translation>
            <numerusform>the last day</numerusform>
            <numerusform>the last %Ln days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::SaleItemsModel</name>
    <message numerus="yes">
        <source>only %Ln unit(s) can be promised</source>
        <translation>
            <numerusform>only %Ln unit can be promised</numerusform>
            <numerusform>only %Ln units can be promised</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::SaleSteps</name>
    <message numerus="yes">
        <source>It was to start on %1. Shoppers can buy its %Ln item(s) at the sale price at once, until %2.</source>
        <translation>
            <numerusform>It was to start on %1. Shoppers can buy its %Ln item at the sale price at once, until %2.</numerusform>
            <numerusform>It was to start on %1. Shoppers can buy its %Ln items at the sale price at once, until %2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Shoppers can buy its %Ln item(s) again within the sale&apos;s times, until %1.</source>
        <translation>
            <numerusform>Shoppers can buy its %Ln item again within the sale&apos;s times, until %1.</numerusform>
            <numerusform>Shoppers can buy its %Ln items again within the sale&apos;s times, until %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It can&apos;t be started again. Payments under way are finished; %Ln unsold unit(s) can be sold elsewhere.</source>
        <translation>
            <numerusform>It can&apos;t be started again. Payments under way are finished; %Ln unsold unit can be sold elsewhere.</numerusform>
            <numerusform>It can&apos;t be started again. Payments under way are finished; %Ln unsold units can be sold elsewhere.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::ShipDialog</name>
    <message numerus="yes">
        <source>%Ln unit(s) in this parcel</source>
        <translation>
            <numerusform>%Ln unit in this parcel</numerusform>
            <numerusform>%Ln units in this parcel</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1; %Ln stay(s) to be shipped.</source>
        <comment>units in this parcel</comment>
        <translation>
            <numerusform>%1; %Ln stays to be shipped.</numerusform>
            <numerusform>%1; %Ln stay to be shipped.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::StockTable</name>
    <message numerus="yes">
        <source>%Ln item(s) oversold, first “%1”: run “tidegate verify”.</source>
        <translation>
            <numerusform>%Ln item oversold, “%1”: run “tidegate verify”.</numerusform>
            <numerusform>%Ln items oversold, first “%1”: run “tidegate verify”.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Counted from the orders at %2: %Ln item(s) differ, first “%1”. Run “tidegate verify”.</source>
        <translation>
            <numerusform>Counted from the orders at %2: %Ln item differs, “%1”. Run “tidegate verify”.</numerusform>
            <numerusform>Counted from the orders at %2: %Ln items differ, first “%1”. Run “tidegate verify”.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::TimeChart</name>
    <message numerus="yes">
        <source>last %Ln min</source>
        <translation>
            <numerusform>last %Ln min</numerusform>
            <numerusform>last %Ln min</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::ToShipList</name>
    <message numerus="yes">
        <source>A pick list has at most %Ln orders.</source>
        <translation>
            <numerusform>A pick list has at most %Ln orders.</numerusform>
            <numerusform>A pick list has at most %Ln orders.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the first %Ln order(s); scroll for more</source>
        <translation>
            <numerusform>the first %Ln order; scroll for more</numerusform>
            <numerusform>the first %Ln orders; scroll for more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln order(s) to ship</source>
        <translation>
            <numerusform>%Ln order to ship</numerusform>
            <numerusform>%Ln orders to ship</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln older than a day</source>
        <comment>orders</comment>
        <translation>
            <numerusform>%Ln older than a day</numerusform>
            <numerusform>%Ln older than a day</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln selected</source>
        <comment>orders</comment>
        <translation>
            <numerusform>%Ln selected</numerusform>
            <numerusform>%Ln selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::WebhookDetails</name>
    <message numerus="yes">
        <source>%Ln attempt(s)</source>
        <translation>
            <numerusform>%Ln attempt</numerusform>
            <numerusform>%Ln attempts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::WebhookList</name>
    <message numerus="yes">
        <source>%Ln address(es) failed again and again, and callbacks to them wait: %1</source>
        <translation>
            <numerusform>%Ln address failed again and again, and callbacks to it wait: %1</numerusform>
            <numerusform>%Ln addresses failed again and again, and callbacks to them wait: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s) are on their way again.</source>
        <translation>
            <numerusform>%Ln message is on its way again.</numerusform>
            <numerusform>%Ln messages are on their way again.</numerusform>
        </translation>
    </message>
</context>
</TS>
