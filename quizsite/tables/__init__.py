"""Tables as files, in and out; untrusted ones are read in a limited child process; knows no columns
of ours."""
