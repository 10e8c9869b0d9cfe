// What the flow begins with: each phoneme's mean, and its spread by noise, for as many frames as it lasts.
#ifndef TRITONE_PIPER_LATENT_H
#define TRITONE_PIPER_LATENT_H

#include "vector.h"

// latent: [phonemes][2 * channels], means and the spreads' logarithms; durations: [phonemes], whose sum is the rows of `frames`:
// normal deviates [rows][channels], which become mean + deviate * scale * spread. spread: room for [channels].
static void draw_latent(const float *latent, const int32_t *durations, int phonemes, int channels, float scale, float *frames, float *spread) {
    for (int p = 0; p < phonemes; p++, latent += 2 * channels) {
        for (int c = 0; durations[p] > 0 && c < channels; c += VECTOR_FLOATS)
            vector_store(spread + c, vector_exp(vector_load(latent + channels + c)) * scale);
        for (int t = 0; t < durations[p]; t++, frames += channels)
            for (int c = 0; c < channels; c += VECTOR_FLOATS)
                vector_store(frames + c, vector_fma(vector_load(frames + c), vector_load(spread + c), vector_load(latent + c)));
    }
}

#endif
