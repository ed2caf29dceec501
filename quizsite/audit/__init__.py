"""The audit trail (nhật ký): who did what and why, in lines that nobody changes or removes."""
