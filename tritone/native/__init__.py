"""CPU kernels in C for machines with AVX-512 VNNI; see docs/performance-log.md."""
