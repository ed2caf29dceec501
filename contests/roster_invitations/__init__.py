"""People of a roster who have not entered are invited by mail, with a link that fills the form."""
