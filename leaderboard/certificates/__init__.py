"""Winners and entrants get certificates, which anybody can check by the code on them."""
