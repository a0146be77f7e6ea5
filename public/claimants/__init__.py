"""The list of claimants, and the page of one."""
