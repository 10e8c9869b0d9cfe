// Tiles of AMX: eight registers of up to 16 rows of 64 bytes, and products of two of them into a third.
//
// A thread says which shapes its tiles have before it uses them (`tiles_begin`) and lets go of them afterwards: while it holds
// any, the system saves 8 kB more whenever it changes threads. Whether a process may use tiles at all is asked before the
// library is loaded (tritone/devices/processor.py).
//
// Numbers of tiles are part of the instruction, so they are literals. The compiler does not know what tiles read and write:
// `tiles_begin` and `tiles_settled` keep it from moving other reads and writes across them.
#ifndef TRITONE_TILES_H
#define TRITONE_TILES_H

#if defined(__AMX_TILE__) && defined(__AMX_INT8__) && defined(__AMX_BF16__)
#define TILES 1
#include "vector.h"

#define ROWS_OF_TILE 16
#define BYTES_OF_TILE_ROW 64
#define TILE_COUNT 8

typedef struct {
    uint8_t palette, first_row, reserved[14];
    uint16_t bytes[16]; // of a row of each tile
    uint8_t rows[16];
} tile_shapes;

// Eight tiles of full size.
static const tile_shapes WHOLE_TILES = {.palette = 1,
                                        .bytes = {64, 64, 64, 64, 64, 64, 64, 64},
                                        .rows = {16, 16, 16, 16, 16, 16, 16, 16}};

INLINE void tiles_settled(void) { __asm__ volatile("" ::: "memory"); }

INLINE void tiles_begin(const tile_shapes *shapes) {
    tiles_settled();
    _tile_loadconfig(shapes);
}

INLINE void tiles_end(void) {
    _tile_release();
    tiles_settled();
}
#else
#define TILES 0
#endif

#endif
