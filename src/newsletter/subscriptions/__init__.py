"""Who is on which list, and how they got on or off."""
