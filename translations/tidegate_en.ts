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
</TS>
