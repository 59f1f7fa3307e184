"""Values that know no mail: addresses, places, times, numbers, and text as it is compared."""
