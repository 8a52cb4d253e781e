"""The compiled engine: it deals in numbers only and knows no bookings, passengers or clocks."""
