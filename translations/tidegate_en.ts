<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en">
<context>
    <name>tidegate::AttentionForm</name>
    <message numerus="yes">
        <source>The refund of %1 failed after %Ln attempt(s).</source>
        <translation>
            <numerusform>The refund of %1 failed after %Ln attempt.</numerusform>
            <numerusform>The refund of %1 failed after %Ln attempts.</numerusform>
        </translation>
    </message>
</context>
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
    <name>tidegate::DecideForm</name>
    <message numerus="yes">
        <source>%Ln unit(s) can&apos;t be given this and stay as they were.</source>
        <translation>
            <numerusform>%Ln unit can&apos;t be given this and stays as it was.</numerusform>
            <numerusform>%Ln units can&apos;t be given this and stay as they were.</numerusform>
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
    <name>tidegate::InspectForm</name>
    <message numerus="yes">
        <source>%Ln unit(s) to do</source>
        <translation>
            <numerusform>%Ln unit to do</numerusform>
            <numerusform>%Ln units to do</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Send %Ln finding(s)</source>
        <translation>
            <numerusform>&amp;Send %Ln finding</numerusform>
            <numerusform>&amp;Send %Ln findings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) or document(s) of this unit, kept with the return.</source>
        <translation>
            <numerusform>%Ln photo or document of this unit, kept with the return.</numerusform>
            <numerusform>%Ln photos or documents of this unit, kept with the return.</numerusform>
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
    <name>tidegate::NewReturnDialog</name>
    <message numerus="yes">
        <source>%Ln order(s) found; Enter goes there.</source>
        <translation>
            <numerusform>%Ln order found; Enter goes there.</numerusform>
            <numerusform>%Ln orders found; Enter goes there.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The newest %Ln of those found; type more to narrow them down.</source>
        <translation>
            <numerusform>The newest of those found; type more to narrow them down.</numerusform>
            <numerusform>The newest %Ln of those found; type more to narrow them down.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of them can be returned</source>
        <translation>
            <numerusform>%Ln of them can be returned</numerusform>
            <numerusform>%Ln of them can be returned</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln can be returned</source>
        <translation>
            <numerusform>%Ln can be returned</numerusform>
            <numerusform>%Ln can be returned</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln unit(s) come back.</source>
        <translation>
            <numerusform>%Ln unit comes back.</numerusform>
            <numerusform>%Ln units come back.</numerusform>
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
    <name>tidegate::PlanCard</name>
    <message numerus="yes">
        <source>%Ln in stock</source>
        <translation>
            <numerusform>%Ln in stock</numerusform>
            <numerusform>%Ln in stock</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln accepted unit(s) are not decided about.</source>
        <translation>
            <numerusform>%Ln accepted unit is not decided about.</numerusform>
            <numerusform>%Ln accepted units are not decided about.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln unit(s) are repaired.</source>
        <translation>
            <numerusform>%Ln unit is repaired.</numerusform>
            <numerusform>%Ln units are repaired.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln unit(s) are sent back to the customer.</source>
        <translation>
            <numerusform>%Ln unit is sent back to the customer.</numerusform>
            <numerusform>%Ln units are sent back to the customer.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::ReceiveForm</name>
    <message numerus="yes">
        <source>%1: all %Ln that are to come are counted already. This unit is one more; put it aside and tell support.</source>
        <translation>
            <numerusform>%1: the one that is to come is counted already. This unit is one more; put it aside and tell support.</numerusform>
            <numerusform>%1: all %Ln that are to come are counted already. This unit is one more; put it aside and tell support.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Receive %Ln unit(s)</source>
        <translation>
            <numerusform>&amp;Receive %Ln unit</numerusform>
            <numerusform>&amp;Receive %Ln units</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln unit(s) came with this parcel.</source>
        <translation>
            <numerusform>%Ln unit came with this parcel.</numerusform>
            <numerusform>%Ln units came with this parcel.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln unit(s) came with this parcel, %1 will not come.</source>
        <translation>
            <numerusform>%Ln unit came with this parcel, %1 will not come.</numerusform>
            <numerusform>%Ln units came with this parcel, %1 will not come.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln unit(s) are still to come.</source>
        <translation>
            <numerusform>%Ln unit is still to come.</numerusform>
            <numerusform>%Ln units are still to come.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Give up on %Ln unit(s)?</source>
        <translation>
            <numerusform>Give up on %Ln unit?</numerusform>
            <numerusform>Give up on %Ln units?</numerusform>
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
    <name>tidegate::ReturnCharts</name>
    <message numerus="yes">
        <source>%Ln overdue</source>
        <translation>
            <numerusform>%Ln overdue</numerusform>
            <numerusform>%Ln overdue</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln over %1 days</source>
        <translation>
            <numerusform>%Ln over %1 days</numerusform>
            <numerusform>%Ln over %1 days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>half within %Ln day(s)</source>
        <translation>
            <numerusform>half within %Ln day</numerusform>
            <numerusform>half within %Ln days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>nine of ten within %Ln day(s)</source>
        <translation>
            <numerusform>nine of ten within %Ln day</numerusform>
            <numerusform>nine of ten within %Ln days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::ReturnDiagram</name>
    <message numerus="yes">
        <source>%1 within %Ln hour(s)</source>
        <translation>
            <numerusform>%1 within %Ln hour</numerusform>
            <numerusform>%1 within %Ln hours</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::ReturnHead</name>
    <message numerus="yes">
        <source>%Ln unit(s)</source>
        <translation>
            <numerusform>%Ln unit</numerusform>
            <numerusform>%Ln units</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::ReturnList</name>
    <message numerus="yes">
        <source>The %Ln selected returns, each by itself</source>
        <translation>
            <numerusform>The selected return</numerusform>
            <numerusform>The %Ln selected returns, each by itself</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln return(s)</source>
        <translation>
            <numerusform>%Ln return</numerusform>
            <numerusform>%Ln returns</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Saving: %Ln return(s) so far…</source>
        <translation>
            <numerusform>Saving: %Ln return so far…</numerusform>
            <numerusform>Saving: %Ln returns so far…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln return(s) are saved in “%1”.</source>
        <translation>
            <numerusform>%Ln return is saved in “%1”.</numerusform>
            <numerusform>%Ln returns are saved in “%1”.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::ReturnNotes</name>
    <message numerus="yes">
        <source>A note has at most %Ln characters.</source>
        <translation>
            <numerusform>A note has at most %Ln characters.</numerusform>
            <numerusform>A note has at most %Ln characters.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::ReturnQueues</name>
    <message numerus="yes">
        <source>%Ln late</source>
        <comment>returns</comment>
        <translation>
            <numerusform>%Ln late</numerusform>
            <numerusform>%Ln late</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of them are overdue</source>
        <translation>
            <numerusform>%Ln of them is overdue</numerusform>
            <numerusform>%Ln of them are overdue</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::ReturnRulesPanel</name>
    <message numerus="yes">
        <source>%1 and %Ln more</source>
        <comment>SKUs or categories</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::ReturnStepDialog</name>
    <message numerus="yes">
        <source>A reason has at most %Ln characters.</source>
        <translation>
            <numerusform>A reason has at most %Ln characters.</numerusform>
            <numerusform>A reason has at most %Ln characters.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::ReturnUpload</name>
    <message numerus="yes">
        <source>%Ln file(s) are added.</source>
        <translation>
            <numerusform>%Ln file is added.</numerusform>
            <numerusform>%Ln files are added.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tidegate::ReturnsBulk</name>
    <message numerus="yes">
        <source>Validate %Ln return(s)</source>
        <translation>
            <numerusform>Validate %Ln return</numerusform>
            <numerusform>Validate %Ln returns</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Approve %Ln return(s)</source>
        <translation>
            <numerusform>Approve %Ln return</numerusform>
            <numerusform>Approve %Ln returns</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Decline %Ln return(s)</source>
        <translation>
            <numerusform>Decline %Ln return</numerusform>
            <numerusform>Decline %Ln returns</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln done</source>
        <comment>returns</comment>
        <translation>
            <numerusform>%Ln done</numerusform>
            <numerusform>%Ln done</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln refused</source>
        <comment>returns</comment>
        <translation>
            <numerusform>%Ln refused</numerusform>
            <numerusform>%Ln refused</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln not begun</source>
        <comment>returns</comment>
        <translation>
            <numerusform>%Ln not begun</numerusform>
            <numerusform>%Ln not begun</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Try %Ln return(s) again</source>
        <translation>
            <numerusform>Try %Ln return again</numerusform>
            <numerusform>Try %Ln returns again</numerusform>
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
