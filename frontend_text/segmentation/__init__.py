"""Where sentences end and long ones are cut."""
