// Convolutions of three taps and more that make two outputs at a time from four products instead of six (the minimal
// filtering algorithm F(2, 3) of Winograd, 1980; arXiv:1509.09308 for networks).
//
// With rows x0 to x3 a dilation apart, and taps a, b, c, the outputs a dilation apart are m0 + m1 + m2 and m1 - m2 - m3 of
//     m0 = (x0 - x2) a    m1 = (x1 + x2) (a + b + c) / 2    m2 = (x2 - x1) (a - b + c) / 2    m3 = (x1 - x3) c.
// Each m is a convolution over changed rows, and sums over groups of three taps. What taps are left make a group of their own:
// one as its middle (two products), two as its first ones (three). Of 3, 7 and 11 taps 4, 10 and 15 products remain of 6, 14
// and 22. There are the kinds of convolution.h: `exact_paired_convolve` and so on. In bfloat16 the rounding of changed rows and weights costs 2 to 3 dB.
// With tiles, whose products cost less than changing the rows would, `fast` ones are made directly.
#ifndef TRITONE_PAIRED_CONVOLUTION_H
#define TRITONE_PAIRED_CONVOLUTION_H

#include "convolution.h"

#define PAIR_PARTS 4
#define PAIR_TILE 12 // outputs of a tile's rows: where they are a multiple of it times the dilation, no row is left over

// Rows of changed input that a part adds up of: x[first] + sign * x[second], in dilations.
static const struct {
    int first, second, sign;
} PAIRED_ROWS[PAIR_PARTS] = {{0, 2, -1}, {1, 2, 1}, {2, 1, -1}, {1, 3, -1}};

// Fails for what load_paired does not allow.
static inline void require_paired_taps(model_loader *loader, const char *module, int taps) {
    if (!loader->error->code && (taps < 3 || taps % 2 == 0))
        fail(loader->error, KERNEL_BAD_INPUT, "%s has %d taps; allowed: an odd number from 3 on", module, taps);
}

#define KIND(name) EXACT(name)
#define KIND_IS_SCALED 0
#include "paired_of_kind.h"
#undef KIND
#undef KIND_IS_SCALED

#define KIND(name) SCALED(name)
#define KIND_IS_SCALED (SCALED_PAIR > 1)
#include "paired_of_kind.h"
#undef KIND
#undef KIND_IS_SCALED

#if TILES
typedef fast_convolution fast_paired_convolution;
#define fast_paired_reach_of fast_reach_of

// As KIND(load_paired) of paired_of_kind.h has it.
static inline void fast_load_paired(model_loader *loader, fast_paired_convolution *layer, const char *module, int inputs) {
    const named_tensor *weight = look_up(loader, module, "weight", 3);
    if (!weight) return;
    int outputs = (int)weight->shape[0], taps = (int)weight->shape[2], padded = whole_vectors(inputs);
    const float *values = find_floats(loader, module, "weight", SHAPE(outputs, inputs, taps));
    const float *bias = has_tensor(loader, module, "bias") ? find_floats(loader, module, "bias", SHAPE(outputs)) : NULL;
    int dilation = load_number(loader, module, "dilation", 1, 1 << 12);
    require_paired_taps(loader, module, taps);
    if (loader->error->code) return;
    float *widened = calloc((size_t)outputs * padded * taps, sizeof(float));
    if (!widened) {
        fail_for_memory(loader->error);
        return;
    }
    for (int o = 0; o < outputs; o++)
        memcpy(widened + (size_t)o * padded * taps, values + (size_t)o * inputs * taps, sizeof(float) * inputs * taps);
    fast_pack_convolution(loader, layer, widened, (size_t)padded * taps, taps, 1, bias, padded, outputs, taps, dilation);
    free(widened);
}

INLINE int fast_paired_step(const fast_paired_convolution *layer, int wanted) {
    (void)layer;
    int rows = 2 * ROWS_OF_TILE;
    return wanted < rows ? rows : wanted / rows * rows;
}

static inline void fast_paired_convolve(const fast_paired_convolution *layer, const float *heard, int rows, const float *added,
                                        float *out, fast_operand *changed, float *made) {
    (void)made;
    fast_plain_operands(heard, rows + 2 * fast_reach_of(layer), layer->inputs, changed);
    fast_convolve(layer, changed, layer->inputs, rows, added, out, layer->outputs);
}
#else
#define KIND(name) FAST(name)
#define KIND_IS_SCALED FAST_IS_SCALED
#include "paired_of_kind.h"
#undef KIND
#undef KIND_IS_SCALED
#endif

#endif
