"""Pure rules of seats: what moves add up to, where released seats go, how quotas are shared."""
