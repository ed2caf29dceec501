"""`bin/faults` starts servers, breaks them on purpose, and looks whether anything was lost.

programs, stores, web_process    start our own processes and send them signals
network, proxy                   cut, delay, duplicate and reorder requests
http_client, outbox, browser     act as the paper page does towards the server
run_ledger, audit, verdict       keep what was acknowledged and compare it with the database
template, open_papers            make a contest to break, and the papers of one run
catalogue, run, verdict_table    hold each fault, play one run of it, and print the table"""
