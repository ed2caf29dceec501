"""Who wins which prize: people by their places, units by what their people did."""
