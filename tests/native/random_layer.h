// What the programs that hold products to plain sums have in common: numbers, memory, and a convolution with random weights.
#ifndef TRITONE_TESTS_RANDOM_LAYER_H
#define TRITONE_TESTS_RANDOM_LAYER_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "named_tensors.h"

static uint64_t state = 1;
static double uniform(void) { // in [-1, 1)
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (double)(state >> 11) / (double)(1ull << 52) - 1.0;
}

static void *taken(size_t bytes) {
    void *memory = aligned_alloc(64, (bytes + 63) / 64 * 64);
    if (!memory) exit(3);
    memset(memory, 0, (bytes + 63) / 64 * 64);
    return memory;
}

// The module "l" of three tensors.
typedef struct {
    int inputs, outputs, taps, dilation;
    float *weight, *bias, number; // weight: [outputs][inputs][taps]
    named_tensor tensors[3];
} random_layer;

static void make_layer(random_layer *layer, int inputs, int outputs, int taps, int dilation) {
    *layer = (random_layer){inputs, outputs, taps, dilation, taken(sizeof(float) * outputs * inputs * taps), taken(sizeof(float) * outputs),
                            (float)dilation, {{0}}};
    for (int i = 0; i < outputs * inputs * taps; i++) layer->weight[i] = (float)uniform();
    for (int i = 0; i < outputs; i++) layer->bias[i] = (float)uniform();
    const named_tensor tensors[] = {{"l.weight", TENSOR_FLOAT32, 3, {outputs, inputs, taps}, layer->weight},
                                    {"l.bias", TENSOR_FLOAT32, 1, {outputs}, layer->bias},
                                    {"l.dilation", TENSOR_FLOAT32, 1, {1}, &layer->number}};
    memcpy(layer->tensors, tensors, sizeof tensors);
}

static void free_layer(random_layer *layer) {
    free(layer->weight);
    free(layer->bias);
}

// Ends the program where a layer could not be loaded.
static void require_loaded(const kernel_error *error) {
    if (!error->code) return;
    printf("%s\n", error->message);
    exit(4);
}

// An output's plain sum; size: of its products and bias.
typedef struct {
    double sum, size;
} plain_sum;

// heard: rows `width` floats apart, from the first one that the output hears.
static plain_sum sum_plainly(const random_layer *layer, const float *heard, int width, int output) {
    double bias = layer->bias[output];
    plain_sum made = {bias, fabs(bias)};
    for (int k = 0; k < layer->taps; k++)
        for (int i = 0; i < layer->inputs; i++) {
            const float *own = layer->weight + (output * layer->inputs + i) * layer->taps;
            double value = heard[k * layer->dilation * width + i], one = own[k] * value;
            made.sum += one;
            made.size += fabs(one);
        }
    return made;
}

#endif
