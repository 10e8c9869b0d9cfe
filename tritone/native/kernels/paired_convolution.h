// Convolutions of three taps and more that make two outputs at a time from four products instead of six (the minimal
// filtering algorithm F(2, 3) of Winograd, 1980; arXiv:1509.09308 for networks).
//
// With rows x0 to x3 a dilation apart, and taps a, b, c, the outputs a dilation apart are m0 + m1 + m2 and m1 - m2 - m3 of
//     m0 = (x0 - x2) a    m1 = (x1 + x2) (a + b + c) / 2    m2 = (x2 - x1) (a - b + c) / 2    m3 = (x1 - x3) c.
// Each m is a convolution over changed rows, and sums over groups of three taps. What taps are left make a small group of
// their own behind the first: one as its middle (two products), two as its last ones (three). There, no output depends on
// rows that the convolution does not hear for it, not even by rounding. Of 3, 5, 7 and 11 taps 4, 7, 10 and 15 products remain
// of 6, 10, 14 and 22. There are the kinds of convolution.h: `exact_paired_convolve` and so on. In bfloat16 the rounding of changed rows and weights costs 2 to 3 dB.
// With tiles, whose products cost less than changing the rows would, `fast` ones are made directly.
#ifndef TRITONE_PAIRED_CONVOLUTION_H
#define TRITONE_PAIRED_CONVOLUTION_H

#include "convolution.h"

#define PAIR_PARTS 4
#define MOST_GROUPS 16
#define MOST_PAIRED_TAPS (3 * MOST_GROUPS - 3)
#define SMALL_GROUP 1 // which group has the taps that are left, where some are

// Fails for what load_paired does not allow.
static inline void require_paired_taps(model_loader *loader, const char *module, int taps) {
    if (!loader->error->code && (taps < 3 || taps > MOST_PAIRED_TAPS || taps % 2 == 0))
        fail(loader->error, KERNEL_BAD_INPUT, "%s has %d taps; allowed: an odd number from 3 to %d", module, taps, MOST_PAIRED_TAPS);
}

// The tap that a group begins with, of which a small one has no weight. left: taps of the small group, 0 where there is none.
INLINE int first_of_group(int group, int left) { return 3 * group - (left && group == SMALL_GROUP) - (left && group > SMALL_GROUP) * (3 - left); }

// Whether a group has weights in a part.
INLINE int has_part(int group, int left, int part) { return !left || group != SMALL_GROUP || (part && (part < 3 || left == 2)); }

#define BODY "paired_of_kind.h"
#include "exact_and_scaled_kinds.h"

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

static inline size_t fast_paired_work_bytes(const fast_paired_convolution *layer, int rows) {
    return sizeof(fast_operand) * (size_t)(rows + 2 * fast_reach_of(layer)) * layer->inputs;
}

static inline void fast_paired_convolve(const fast_paired_convolution *layer, const float *heard, int rows, const float *added,
                                        float *out, void *work) {
    fast_plain_operands(heard, rows + 2 * fast_reach_of(layer), layer->inputs, work);
    fast_convolve(layer, work, layer->inputs, rows, added, out, layer->outputs);
}
#else
#include "fast_kind.h"
#endif
#undef BODY

#endif
