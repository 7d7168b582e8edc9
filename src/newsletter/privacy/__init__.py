"""What a sender must be able to show: proof for one person, the record of processing, disclosures to partners."""
