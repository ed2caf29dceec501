""".xlsx and .csv in and out, untrusted files in a limited child process; knows no columns of
ours."""
