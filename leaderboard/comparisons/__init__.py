"""Units now and then: participation beside another round's or contest's, in percentage points."""
