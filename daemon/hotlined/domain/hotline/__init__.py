"""The hotline as configured: people, agreements, routing, providers, keys, and which proof a word needs."""
