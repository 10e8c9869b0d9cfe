// A model's memory: weights that live as long as it does, in large pages, and scratch that every window or segment uses
// again. Weights are read from end to end for every window, and pages of 4 KB would miss the translation cache all along.
#ifndef TRITONE_MEMORY_H
#define TRITONE_MEMORY_H

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define LARGE_PAGE ((size_t)2 << 20)

// What a piece of `bytes` takes up: whole cache lines.
static inline size_t memory_rounded(size_t bytes) { return (bytes + 63) / 64 * 64; }

// Zeroed memory in large pages where the kernel has some; NULL when memory is short.
static void *large_pages(size_t bytes) {
    bytes = (bytes + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
    void *memory = aligned_alloc(LARGE_PAGE, bytes);
    if (!memory) return NULL;
    madvise(memory, bytes, MADV_HUGEPAGE); // only advice: without it everything works, more slowly
    return memset(memory, 0, bytes);
}

#define ARENA_CHUNKS 16

typedef struct {
    char *chunks[ARENA_CHUNKS];
    size_t left; // in the last chunk
    char *at;
    int count;
} memory_arena;

// Zeroed memory that lives until the arena ends. A model that does not fit into memory ends its process: it has no use.
static void *arena_take(memory_arena *arena, size_t bytes) {
    bytes = memory_rounded(bytes);
    if (bytes > arena->left) {
        size_t chunk = bytes > 2 * LARGE_PAGE ? (bytes + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE : 2 * LARGE_PAGE;
        if (arena->count == ARENA_CHUNKS || !(arena->at = large_pages(chunk))) abort();
        arena->chunks[arena->count++] = arena->at;
        arena->left = chunk;
    }
    char *piece = arena->at;
    arena->at += bytes;
    arena->left -= bytes;
    return piece;
}

static float *arena_floats(memory_arena *arena, const float *values, size_t count) {
    return memcpy(arena_take(arena, sizeof(float) * count), values, sizeof(float) * count);
}

static void arena_end(memory_arena *arena) {
    for (int i = 0; i < arena->count; i++) free(arena->chunks[i]);
}

typedef struct {
    char *memory;
    size_t bytes, taken;
} scratch_memory;

// Make room for `bytes` (each piece rounded up) and forget what was taken before. Returns 0, or -1 when memory is short.
static int scratch_reserve(scratch_memory *scratch, size_t bytes) {
    scratch->taken = 0;
    if (bytes <= scratch->bytes) return 0;
    free(scratch->memory);
    scratch->memory = large_pages(bytes);
    scratch->bytes = scratch->memory ? bytes : 0;
    return scratch->memory ? 0 : -1;
}

// A piece of what was reserved; it holds what the last user left there.
static void *scratch_take(scratch_memory *scratch, size_t bytes) {
    char *piece = scratch->memory + scratch->taken;
    scratch->taken += memory_rounded(bytes);
    return piece;
}

#endif
