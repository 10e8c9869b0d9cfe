// A model's memory: weights that live as long as it does, in large pages, and scratch that every window or segment uses
// again. Weights are read from end to end for every window, and pages of 4 KB would miss the translation cache all along.
#ifndef TRITONE_MEMORY_H
#define TRITONE_MEMORY_H

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define LARGE_PAGE ((size_t)2 << 20)

// Builds with the address sanitizer keep 64 bytes between pieces, and what is not handed out cannot be touched.
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#define BETWEEN_PIECES 64
#else
#define BETWEEN_PIECES 0
#define ASAN_POISON_MEMORY_REGION(at, bytes) ((void)(at), (void)(bytes))
#define ASAN_UNPOISON_MEMORY_REGION(at, bytes) ((void)(at), (void)(bytes))
#endif

#define MOST_PER_PIECE (63 + BETWEEN_PIECES) // what a piece may take up beyond what was asked for

// What a piece of `bytes` takes up: whole cache lines.
static inline size_t memory_rounded(size_t bytes) { return (bytes + 63) / 64 * 64 + BETWEEN_PIECES; }

// Memory in large pages where the kernel has some, which takes none of the machine's until it is touched; NULL when memory is short.
static inline void *large_pages(size_t bytes) {
    bytes = (bytes + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
    void *memory = aligned_alloc(LARGE_PAGE, bytes);
    if (!memory) return NULL;
    madvise(memory, bytes, MADV_HUGEPAGE); // only advice: without it everything works, more slowly
    ASAN_POISON_MEMORY_REGION(memory, bytes);
    return memory;
}

#define ARENA_CHUNKS 64
#define ARENA_CHUNK ((size_t)32 << 20) // bytes at least: a piece that does not fit into what is left of one leaves little unused

typedef struct {
    char *chunks[ARENA_CHUNKS];
    size_t left; // in the last chunk
    size_t taken; // of all chunks: memory that is not touched takes none of the machine's
    char *at;
    int count;
} memory_arena;

// Zeroed memory that lives until the arena ends; NULL when memory is short.
static inline void *arena_take(memory_arena *arena, size_t bytes) {
    size_t taken = memory_rounded(bytes);
    if (taken > arena->left) {
        size_t chunk = taken > ARENA_CHUNK ? (taken + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE : ARENA_CHUNK;
        char *fresh = arena->count < ARENA_CHUNKS ? large_pages(chunk) : NULL;
        if (!fresh) return NULL;
        arena->chunks[arena->count++] = arena->at = fresh;
        arena->left = chunk;
    }
    char *piece = arena->at;
    arena->at += taken;
    arena->left -= taken;
    arena->taken += taken;
    ASAN_UNPOISON_MEMORY_REGION(piece, bytes);
    return memset(piece, 0, bytes);
}

static inline void arena_end(memory_arena *arena) {
    for (int i = 0; i < arena->count; i++) free(arena->chunks[i]);
}

typedef struct {
    char *memory;
    size_t bytes, taken;
} scratch_memory;

// Make room for `pieces` of `bytes` in all, and forget what was taken before. Returns 0, or -1 when memory is short.
static inline int scratch_reserve(scratch_memory *scratch, size_t bytes, int pieces) {
    bytes += (size_t)pieces * MOST_PER_PIECE;
    scratch->taken = 0;
    if (bytes <= scratch->bytes) {
        ASAN_POISON_MEMORY_REGION(scratch->memory, scratch->bytes);
        return 0;
    }
    free(scratch->memory);
    scratch->memory = large_pages(bytes);
    scratch->bytes = scratch->memory ? bytes : 0;
    if (!scratch->memory) return -1;
    ASAN_UNPOISON_MEMORY_REGION(scratch->memory, bytes);
    memset(scratch->memory, 0, bytes);
    ASAN_POISON_MEMORY_REGION(scratch->memory, bytes);
    return 0;
}

// A piece of what was reserved; it holds what the last user left there.
static inline void *scratch_take(scratch_memory *scratch, size_t bytes) {
    char *piece = scratch->memory + scratch->taken;
    scratch->taken += memory_rounded(bytes);
    ASAN_UNPOISON_MEMORY_REGION(piece, bytes);
    return piece;
}

#endif
