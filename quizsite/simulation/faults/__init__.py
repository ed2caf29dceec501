"""The server's own servers, broken on purpose: `bin/faults` and what it is made of.

programs, stores, web     processes of our own making, and the signals they get
weather, proxy            a network that cuts, delays, duplicates and reorders
wire, outbox, pages       the paper page as the server sees it
book, checking            what was acknowledged, and whether it is still so
ground, scene             a contest to break, and the people of one run
catalogue, running        each fault, and one run of it
reporting                 the table"""
