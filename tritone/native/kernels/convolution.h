// One-dimensional convolution as products of tiles: rows are time, one after the other; columns are channels.
//
// out[t][o] = bias[o] + sum over taps k, inputs i of in[t + k * dilation][i] * weight[k][i][o]: `in` begins with the
// first row that the first output hears, so that the caller decides what lies before the beginning. A row's result
// depends on the rows it hears alone and sums run in one order, so samples do not depend on how a signal is cut into
// windows. There are two kinds, alike but for what they multiply (operands.h): `exact_convolve` and `fast_convolve`.
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

#define EXACT(name) exact_##name
#define KIND(name) EXACT(name)
#define KIND_PAIR EXACT_PAIR
#define KIND_BY_TILES 0
#include "convolution_of_kind.h"
#undef KIND
#undef KIND_PAIR
#undef KIND_BY_TILES

#ifdef FAST_PAIR
#define FAST(name) fast_##name
#define KIND(name) FAST(name)
#define KIND_PAIR FAST_PAIR
#define KIND_BY_TILES TILES
#include "convolution_of_kind.h"
#undef KIND
#undef KIND_PAIR
#undef KIND_BY_TILES
#if TILES
#include "tiled_convolution.h"
#endif
#else
typedef exact_operand fast_operand;
typedef exact_convolution fast_convolution;
#define fast_operand_of exact_operand_of
#define fast_operand_store exact_operand_store
#define fast_convolve exact_convolve
#define fast_convolve_apart exact_convolve_apart
#define fast_pack_convolution exact_pack_convolution
#define fast_load_convolution exact_load_convolution
#define fast_leaky_operands exact_leaky_operands
#define fast_plain_operands exact_plain_operands
#define fast_silent_margins exact_silent_margins
#define fast_reach_of exact_reach_of
#endif

#endif
