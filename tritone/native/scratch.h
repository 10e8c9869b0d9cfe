// Memory that a model uses again for every window or segment, grown when one needs more than any before it.
#ifndef TRITONE_SCRATCH_H
#define TRITONE_SCRATCH_H

#include "quantised_linear.h"

typedef struct {
    char *memory;
    size_t bytes, taken;
} scratch_memory;

// What `bytes` take up, as scratch_take counts.
static inline size_t scratch_rounded(size_t bytes) { return (bytes + 63) / 64 * 64; }

// Make room for `bytes` (each piece rounded up) and forget what was taken before. Returns 0, or -1 when memory is short.
static int scratch_reserve(scratch_memory *scratch, size_t bytes) {
    scratch->taken = 0;
    if (bytes <= scratch->bytes) return 0;
    free(scratch->memory);
    scratch->memory = allocate(bytes);
    scratch->bytes = scratch->memory ? bytes : 0;
    return scratch->memory ? 0 : -1;
}

// A piece of what was reserved; it holds what the last user left there.
static void *scratch_take(scratch_memory *scratch, size_t bytes) {
    char *piece = scratch->memory + scratch->taken;
    scratch->taken += scratch_rounded(bytes);
    return piece;
}

#endif
