"""The first staff account is made by a link that only the server's console prints."""
