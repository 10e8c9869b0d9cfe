// Tiles of a stage of the decoder (decoder.c): rows of all its layers that are made one after the other while they are near.
//
// A layer makes as many rows as the tile's outputs hear through the layers behind it. So those near a tile's end are made already when the
// next one begins; they go along with it, and no row is made twice.
#ifndef TRITONE_PIPER_DECODER_TILES_H
#define TRITONE_PIPER_DECODER_TILES_H

#include <limits.h>

#include "decoder_stages.h"

// What a stage works on.
typedef struct {
    float *x, *enters, *sum;                          // [rows][channels]: what the stage begins with, that activated, and the kinds' sum
    float *stepped[MOST_KINDS][MOST_LAYERS];          // of each layer: what a step ends with,
    float *activated[MOST_KINDS][MOST_LAYERS];        // and what the next layer hears
    int until[MOST_KINDS][MOST_LAYERS], enters_until; // rows that are made already end before these
    float *out;                                       // activated: of the last stage what a tile holds, of others all rows
    int out_origin, left_until;                       // the first row there; samples that are made already end before this row
    scaled_operand *changed;                          // of a layer, as `made`
    float *made;
    int origin, rows; // the row of the stage with which all begin, and how many they hold
    long begins;      // the row of the segment that the stage's first one is
} stage_tile;

typedef struct {
    int from, to;
} row_range;

// Rows of a buffer that lie outside [0, total) are silence.
static void silence_outside(const stage_tile *tile, float *buffer, size_t width, int total) {
    int before = least(most(0, -tile->origin), tile->rows), after = least(most(0, tile->origin + tile->rows - total), tile->rows);
    memset(buffer, 0, sizeof(float) * before * width);
    memset(buffer + (tile->rows - after) * width, 0, sizeof(float) * after * width);
}

// Rows on either side that a sample hears.
static int leave_reach(const piper_decoder *model) { return (model->leave_taps - 1) / 2; }

// Nothing is made of a stage yet.
static void begin_stage(stage_tile *tile, long begins) {
    tile->begins = begins, tile->enters_until = INT_MIN;
    for (int kind = 0; kind < MOST_KINDS; kind++)
        for (int n = 0; n < MOST_LAYERS; n++) tile->until[kind][n] = INT_MIN;
}

// Rows of a buffer go along when the tile's first one is `origin`.
static void carry_rows(const stage_tile *tile, int origin, float *buffer, size_t width, int from, int to) {
    if (from < to) memmove(buffer + (from - origin) * width, buffer + (from - tile->origin) * width, sizeof(float) * (to - from) * width);
}

// The next tile's first row is `origin`: what is made already, and heard there or added to something, goes along.
static void carry_tile(const piper_decoder *model, const decoder_stage *stage, stage_tile *tile, int origin) {
    size_t width = stage->channels;
    int enters_to = tile->enters_until * stage->up.stride - stage->up.padding, enters_from = enters_to, x_from = enters_to;
    for (int kind = 0; kind < model->kinds; kind++) {
        const int *until = tile->until[kind];
        for (int n = 0, ended = -1; n < stage->kinds[kind].count; n++) {
            const residual_layer *layer = &stage->kinds[kind].layers[n];
            int heard_from = until[n] - scaled_winograd_reach_of(&layer->convolution);
            if (n)
                carry_rows(tile, origin, tile->activated[kind][n - 1], width, heard_from, until[n - 1]);
            else
                enters_from = least(enters_from, heard_from);
            if (!layer->ends_step) continue;
            if (ended < 0)
                x_from = least(x_from, until[n]);
            else
                carry_rows(tile, origin, tile->stepped[kind][ended], width, until[n], until[ended]);
            ended = n;
        }
    }
    carry_rows(tile, origin, tile->enters, width, enters_from, enters_to);
    carry_rows(tile, origin, tile->x, width, x_from, enters_to);
    if (stage->is_last) carry_rows(tile, origin, tile->out, width, tile->left_until - leave_reach(model), tile->origin + tile->rows - stage->around);
}

#endif
