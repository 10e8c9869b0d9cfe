// A bidirectional LSTM over the rows of one segment (Hochreiter and Schmidhuber, 1997; gates in PyTorch's order: what enters,
// what is kept, what it would become, what leaves).
//
// What a step reads of the step before is one row times a matrix, and a step costs what it takes to read that matrix. So it
// is held in 16 bits with a scale for each output, half the bytes of float32, and multiplied as floats: what is lost is at most
// 2^-16 of an output's greatest weight.
#ifndef TRITONE_LSTM_H
#define TRITONE_LSTM_H

#include "common_unit.h"
#include "shared_convolution.h"

#define LSTM_GATES 4
#define LSTM_WIDE 4 // vectors of outputs that are summed at a time, each in two sums

typedef int16_t half_integers __attribute__((vector_size(VECTOR_FLOATS * 2)));

typedef struct {
    int inputs, hidden, width;  // width: hidden units filled up to whole vectors
    exact_convolution inward;   // [inputs] → both directions' gates, [2][LSTM_GATES][width]
    int16_t *across[2];         // of a direction: [LSTM_GATES * width / wide][width][wide], wide being LSTM_WIDE vectors
    float *scale[2];            // [LSTM_GATES * width]
} bidirectional_lstm;

// What an output's weights are held as multiples of; 0 where they are none, or no numbers. Those of a voice whose file has them in
// 8 bits are whole multiples of something already, and lose nothing.
static inline float unit_of(const float *weights, int count) {
    float common = common_unit(weights, count, 255), greatest = 0;
    for (int k = 0; k < count; k++) greatest = fabsf(weights[k]) > greatest ? fabsf(weights[k]) : greatest;
    return common > 0 || !(greatest > 1e-30f && greatest < 1e30f) ? common : greatest / 32767.0f;
}

// Tensors of `module`: inward [2 * LSTM_GATES * hidden][inputs], across [2 * LSTM_GATES * hidden][hidden] and
// bias [2 * LSTM_GATES * hidden], of the direction that runs forwards and then of the other.
static inline void load_lstm(model_loader *loader, bidirectional_lstm *lstm, const char *module, int inputs) {
    const named_tensor *found = look_up(loader, module, "across", 2);
    if (!found) return;
    int hidden = lstm->hidden = (int)found->shape[1], width = lstm->width = whole_vectors(hidden), gates = 2 * LSTM_GATES;
    const float *inward = find_floats(loader, module, "inward", SHAPE(gates * hidden, inputs));
    const float *across = find_floats(loader, module, "across", SHAPE(gates * hidden, hidden));
    const float *bias = find_floats(loader, module, "bias", SHAPE(gates * hidden));
    lstm->inputs = inputs;
    int columns = LSTM_GATES * width, wide = LSTM_WIDE * VECTOR_FLOATS;
    for (int d = 0; d < 2; d++) {
        lstm->across[d] = loader_take(loader, sizeof(int16_t) * (size_t)columns * width);
        lstm->scale[d] = loader_take(loader, sizeof(float) * columns);
    }
    if (loader->error->code) return;
    float *spread = calloc((size_t)gates * width * (inputs + 1), sizeof(float)), *spread_bias = spread + (size_t)gates * width * inputs;
    if (!spread) {
        fail_for_memory(loader->error);
        return;
    }
    for (int g = 0; g < gates; g++)
        for (int h = 0; h < hidden; h++) {
            const float *row = across + (size_t)(g * hidden + h) * hidden;
            int direction = g / LSTM_GATES, column = g % LSTM_GATES * width + h;
            memcpy(spread + (size_t)(g * width + h) * inputs, inward + (size_t)(g * hidden + h) * inputs, sizeof(float) * inputs);
            spread_bias[g * width + h] = bias[g * hidden + h];
            float unit = unit_of(row, hidden);
            if (unit == 0) continue;
            lstm->scale[direction][column] = unit;
            int16_t *to = lstm->across[direction] + (size_t)(column / wide) * width * wide + column % wide;
            for (int k = 0; k < hidden; k++) to[(size_t)k * wide] = (int16_t)lrintf(row[k] / unit);
        }
    exact_pack_convolution(loader, &lstm->inward, spread, inputs, 1, 0, spread_bias, inputs, gates * width, 1, 1);
    free(spread);
}

// Floats that a run over `rows` rows takes of scratch memory, in one piece.
static inline size_t lstm_scratch(const bidirectional_lstm *lstm, int rows) {
    return (size_t)rows * 2 * LSTM_GATES * lstm->width + 2 * (2 + LSTM_GATES) * lstm->width;
}

// gates += across * state
static inline void add_across(const bidirectional_lstm *lstm, int direction, const float *state, float *gates) {
    int width = lstm->width, wide = LSTM_WIDE * VECTOR_FLOATS;
    const int16_t *weights = lstm->across[direction];
    for (int column = 0; column < LSTM_GATES * width; column += wide) {
        vector sums[2][LSTM_WIDE];
        for (int v = 0; v < LSTM_WIDE; v++) sums[0][v] = sums[1][v] = vector_set(0);
        for (int k = 0; k < width; k += 2)
            _Pragma("GCC unroll 2") for (int half = 0; half < 2; half++) {
                vector value = vector_set(state[k + half]);
                _Pragma("GCC unroll 4") for (int v = 0; v < LSTM_WIDE; v++, weights += VECTOR_FLOATS) {
                    half_integers packed;
                    memcpy(&packed, weights, sizeof packed);
                    sums[half][v] = vector_fma(value, __builtin_convertvector(packed, vector), sums[half][v]);
                }
            }
        for (int v = 0; v < LSTM_WIDE; v++) {
            int at = column + v * VECTOR_FLOATS;
            vector scale = vector_load(lstm->scale[direction] + at);
            vector_store(gates + at, vector_fma(sums[0][v] + sums[1][v], scale, vector_load(gates + at)));
        }
    }
}

typedef struct {
    const bidirectional_lstm *lstm;
    const float *heard; // what the inputs give to each gate, a row for each row of the input
    const int *at;      // the row that a step hears; NULL: its own
    float *room, *out;
    int count;
    size_t stride;
} lstm_work;

static inline void run_directions(void *given, int worker, int first, int end) {
    (void)worker;
    const lstm_work *work = given;
    const bidirectional_lstm *lstm = work->lstm;
    int width = lstm->width, hidden = lstm->hidden;
    for (int d = first; d < end; d++) {
        float *state = work->room + (size_t)d * (2 + LSTM_GATES) * width, *cell = state + width, *gates = cell + width;
        memset(state, 0, sizeof(float) * 2 * width);
        for (int step = 0; step < work->count; step++) {
            int t = d ? work->count - 1 - step : step, row = work->at ? work->at[t] : t;
            memcpy(gates, work->heard + ((size_t)row * 2 + d) * LSTM_GATES * width, sizeof(float) * LSTM_GATES * width);
            if (step) add_across(lstm, d, state, gates);
            for (int c = 0; c < width; c += VECTOR_FLOATS) {
                vector enters = vector_sigmoid(vector_load(gates + c)), kept = vector_sigmoid(vector_load(gates + width + c));
                vector becomes = vector_tanh(vector_load(gates + 2 * width + c)), leaves = vector_sigmoid(vector_load(gates + 3 * width + c));
                vector now = vector_fma(kept, vector_load(cell + c), enters * becomes);
                vector_store(cell + c, now);
                vector_store(state + c, leaves * vector_tanh(now));
            }
            memcpy(work->out + t * work->stride + d * hidden, state, sizeof(float) * hidden);
        }
    }
}

// out: `count` rows, `stride` floats apart, of what both directions say, [2 hidden]. in: `rows` rows of inputs, `in_stride`
// floats apart; at: the row of them that each step hears, NULL where that is its own. room: lstm_scratch(lstm, rows) floats.
static inline void run_lstm(const bidirectional_lstm *lstm, const float *in, size_t in_stride, int rows, const int *at, int count,
                            float *room, float *out, size_t stride, int threads) {
    size_t heard = (size_t)2 * LSTM_GATES * lstm->width;
    exact_convolve_shared(threads, &lstm->inward, in, in_stride, rows, NULL, room, heard);
    lstm_work work = {lstm, room, at, room + rows * heard, out, count, stride};
    share_out(threads < 2 ? threads : 2, 2, run_directions, &work);
}

#endif
