"""Papers: drawing one from frozen pools, and its questions as HTML."""
