"""Questions of other systems: Moodle XML, GIFT and QTI, read with suspicion and written."""
