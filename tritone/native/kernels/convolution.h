// One-dimensional convolution as products of tiles: rows are time, one after the other; columns are channels.
//
// out[t][o] = bias[o] + sum over taps k, inputs i of in[t + k * dilation][i] * weight[k][i][o]: `in` begins with the
// first row that the first output hears, so that the caller decides what lies before the beginning. A row's result
// depends on the rows it hears alone and sums run in one order, so samples do not depend on how a signal is cut into
// windows. There are three kinds, alike but for what they multiply (operands.h): `exact_convolve`, `scaled_convolve` and `fast_convolve`.
#ifndef TRITONE_CONVOLUTION_H
#define TRITONE_CONVOLUTION_H

#include "named_tensors.h"
#include "operands.h"
#include "tiles.h"

INLINE int whole_vectors(int count) { return (count + VECTOR_FLOATS - 1) / VECTOR_FLOATS * VECTOR_FLOATS; }

// Vectors of a tile of outputs: as many as divide them, at most 4, so that 24 sums stay in registers.
INLINE int tile_vectors(int outputs) {
    int vectors = outputs / VECTOR_FLOATS;
    for (int wide = 4; wide > 1; wide--)
        if (vectors % wide == 0) return wide;
    return 1;
}

// Rows of a tile of outputs as many vectors wide.
#if defined(__AVX512F__) // 32 registers
#define ROWS_OF_FOUR 6
#define ROWS_OF_THREE 8
#define ROWS_OF_TWO 12
#define ROWS_OF_ONE 12
#else // 16 registers
#define ROWS_OF_FOUR 2
#define ROWS_OF_THREE 3
#define ROWS_OF_TWO 5
#define ROWS_OF_ONE 10
#endif

// Weights are read from memory for each segment, and no faster than products are made of them where few rows hear them: what
// comes next is fetched into the second-level cache meanwhile.
#define CACHE_LINE 64
#define FETCH(address) __builtin_prefetch(address, 0, 1)

// Rows of the next tile where `left` of `rows` are not made yet: `most`, half as many, or one. It begins early enough to be whole.
INLINE int next_tile(int rows, int left, int most) { return rows >= most && left > most / 2 ? most : rows >= most / 2 ? most / 2 : 1; }

// The same where tiles may have one or two rows less than `most` too: as many tiles as it takes, alike in height.
INLINE int alike_tile(int rows, int left, int most) {
    int tiles = (left + most - 1) / most, wanted = (left + tiles - 1) / tiles;
    if (wanted > most / 2 && wanted < most - 2) wanted = most - 2;
    return wanted > most / 2 && wanted <= rows ? wanted : next_tile(rows, left, most);
}
#define AT_LEAST_ONE(count) ((count) > 1 ? (count) : 1)

#define BODY "convolution_of_kind.h"
#include "exact_and_scaled_kinds.h"
#include "fast_kind.h"
#undef BODY
#if TILES
#include "tiled_convolution.h"
#endif

#endif
