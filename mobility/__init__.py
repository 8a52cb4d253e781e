"""What the service is: its region, its rules, its promises and its vehicles."""
