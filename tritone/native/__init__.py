"""CPU kernels in C: what families share of them, how they are compiled and chosen, how Python hands them arrays."""
