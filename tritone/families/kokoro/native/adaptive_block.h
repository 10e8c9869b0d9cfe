// Residual blocks of two convolutions, each behind an adaptive norm, beside a shortcut; some double the rate. Convolutions run
// over a whole segment at once: weights outweigh its rows by far, and are read once for each layer.
//
// Convolutions make six outputs at a time from 8/18 of their products (winograd_convolution.h), by weights 8/3 as large. What is
// multiplied behind the norms is float32 (`exact_adaptive_block`), or what sounds alike and is quickest (`fast_adaptive_block`).
// Shortcuts may pass on pitch in Hz, which in bfloat16 cost 8 dB and 0.07 dB of log mel, and of 16-bit integers nothing.
#ifndef TRITONE_ADAPTIVE_BLOCK_H
#define TRITONE_ADAPTIVE_BLOCK_H

#include "adaptive_norm.h"
#include "shared_winograd.h"

#define BLOCK_SLOPE 0.2f
#define BLOCK_BUFFERS 5 // pieces of scratch memory
#define HALF_AS_LOUD 0.707106781f // what a block's two ways are multiplied by when they are added

static inline int most(int a, int b) { return a > b ? a : b; }

// What a model's blocks need: floats of their widest row, silent rows that their convolutions hear on either side, and room beside.
typedef struct {
    int widest, reach;
    winograd_room room;
} block_needs;

// A block's shortcut, as precise as what is beside it, but never of bfloat16: `fast` blocks have `scaled` ones.
#define exact_shortcut(name) EXACT(name)
#define scaled_shortcut(name) SCALED(name)
#define fast_shortcut(name) SCALED(name)

#define BODY "../../families/kokoro/native/adaptive_block_of_kind.h" // as the files that include it find it
#include "exact_and_scaled_kinds.h"
#include "fast_kind.h"
#undef BODY

#endif
