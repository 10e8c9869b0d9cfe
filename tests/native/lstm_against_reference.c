// The LSTM beside a plain one in double precision: odd sizes, either way, rows heard as they come or picked, one thread and two.
//
// A program of its own, as products_against_reference.c is. Prints how much it compared and the worst errors; 0 where all is well.

#include "lstm.h"
#include "random_layer.h"

// What an output, which lies in [-1, 1], may be off by. Weights of 8 bits and a scale lose nothing; others are rounded to a
// 32767th of the greatest.
#define WHOLE_PART 2e-6
#define ROUNDED_PART 1e-4

#define MOST 40 // hidden units, inputs and steps

typedef struct {
    int inputs, hidden, count;
    float *inward, *across, *bias, *heard; // as load_lstm and run_lstm take them
    const int *at;
} drawn_lstm;

static double worst_whole, worst_rounded;
static long compared, faults;

static double sigmoid(double x) { return 1 / (1 + exp(-x)); }

// out: [count][2 * hidden]
static void run_plainly(const drawn_lstm *drawn, double *out) {
    int hidden = drawn->hidden, inputs = drawn->inputs;
    for (int d = 0; d < 2; d++) {
        double state[MOST] = {0}, cell[MOST] = {0}, next[MOST];
        for (int step = 0; step < drawn->count; step++) {
            int t = d ? drawn->count - 1 - step : step;
            const float *x = drawn->heard + (size_t)(drawn->at ? drawn->at[t] : t) * inputs;
            for (int h = 0; h < hidden; h++) {
                double gate[LSTM_GATES];
                for (int g = 0; g < LSTM_GATES; g++) {
                    int row = (d * LSTM_GATES + g) * hidden + h;
                    gate[g] = drawn->bias[row];
                    for (int i = 0; i < inputs; i++) gate[g] += (double)drawn->inward[row * inputs + i] * x[i];
                    for (int k = 0; k < hidden; k++) gate[g] += drawn->across[row * hidden + k] * state[k];
                }
                cell[h] = sigmoid(gate[1]) * cell[h] + sigmoid(gate[0]) * tanh(gate[2]);
                next[h] = sigmoid(gate[3]) * tanh(cell[h]);
            }
            memcpy(state, next, sizeof(double) * hidden);
            for (int h = 0; h < hidden; h++) out[(t * 2 + d) * hidden + h] = next[h];
        }
    }
}

static void compare(int inputs, int hidden, int count, int is_picked, int is_whole) {
    int gates = 2 * LSTM_GATES * hidden, rows = is_picked ? (count + 2) / 3 : count, at[MOST];
    for (int t = 0; t < count; t++) at[t] = t / 3; // a phoneme's row for each of its frames
    float *tables[4] = {taken(sizeof(float) * gates * inputs), taken(sizeof(float) * gates * hidden), taken(sizeof(float) * gates),
                        taken(sizeof(float) * rows * inputs)};
    drawn_lstm drawn = {inputs, hidden, count, tables[0], tables[1], tables[2], tables[3], is_picked ? at : NULL};
    for (int i = 0; i < gates * inputs; i++) drawn.inward[i] = (float)(uniform() / sqrt(inputs) * 2);
    for (int i = 0; i < gates * hidden; i++)
        drawn.across[i] = (float)((is_whole ? (int)(uniform() * 127) / 127.0 : uniform()) / sqrt(hidden) * 2);
    for (int i = 0; i < gates; i++) drawn.bias[i] = (float)uniform();
    for (int i = 0; i < rows * inputs; i++) drawn.heard[i] = (float)uniform();
    const named_tensor tensors[] = {{"l.inward", TENSOR_FLOAT32, 2, {gates, inputs}, drawn.inward},
                                    {"l.across", TENSOR_FLOAT32, 2, {gates, hidden}, drawn.across},
                                    {"l.bias", TENSOR_FLOAT32, 1, {gates}, drawn.bias}};
    memory_arena arena = {0};
    kernel_error error = {0};
    model_loader loader = {tensors, 3, &arena, &error};
    bidirectional_lstm lstm = {0};
    load_lstm(&loader, &lstm, "l", inputs);
    require_loaded(&error);
    size_t stride = 2 * hidden + 3, width = exact_row_of(inputs), size = sizeof(float) * count * stride;
    float *in = taken(sizeof(float) * rows * width), *out[2], *room = taken(sizeof(float) * lstm_scratch(&lstm, rows));
    double *plain = taken(sizeof(double) * count * 2 * hidden);
    for (int r = 0; r < rows; r++) memcpy(in + r * width, drawn.heard + r * inputs, sizeof(float) * inputs);
    for (int threads = 1; threads <= 2; threads++) {
        out[threads - 1] = taken(size);
        for (size_t i = 0; i < count * stride; i++) out[threads - 1][i] = 7;
        run_lstm(&lstm, in, width, rows, drawn.at, count, room, out[threads - 1], stride, threads);
    }
    run_plainly(&drawn, plain);
    faults += memcmp(out[0], out[1], size) != 0;
    for (int t = 0; t < count; t++) {
        for (int i = 2 * hidden; i < (int)stride; i++) faults += out[0][t * stride + i] != 7; // nobody's
        for (int h = 0; h < 2 * hidden; h++, compared++) {
            double part = fabs(out[0][t * stride + h] - plain[t * 2 * hidden + h]), *worst = is_whole ? &worst_whole : &worst_rounded;
            *worst = part > *worst ? part : *worst;
            if (!(part < (is_whole ? WHOLE_PART : ROUNDED_PART)) && faults++ < 20)
                printf("differs by %g: %d inputs, %d hidden, step %d of %d, unit %d\n", part, inputs, hidden, t, count, h);
        }
    }
    void *all[] = {in, out[0], out[1], room, plain, tables[0], tables[1], tables[2], tables[3]};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
    arena_end(&arena);
}

int main(void) {
    static const int INPUTS[] = {1, 13, 32}, HIDDEN[] = {1, 3, 16, 17, 40}, COUNTS[] = {1, 2, 7, 40};
    for (int i = 0; i < 3; i++)
        for (int h = 0; h < 5; h++)
            for (int c = 0; c < 4; c++)
                for (int kind = 0; kind < 4; kind++) compare(INPUTS[i], HIDDEN[h], COUNTS[c], kind & 1, kind >> 1);
    printf("%ld compared, %ld faults, worst %.2g of whole weights, %.2g of rounded ones\n", compared, faults, worst_whole, worst_rounded);
    return faults != 0;
}
