"""People show others a contest, a unit or an own result: addresses, and pictures for previews."""
