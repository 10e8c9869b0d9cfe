// Convolutions that make four or six outputs at a time from fewer products than outputs times taps (Toom and Cook's
// multiplication of polynomials turned round: Winograd, 1980; arXiv:1509.09308 for networks).
//
// m outputs of r taps need the values of n = m + r - 1 products only: where the polynomials of taps and of rows are taken at n
// points, infinity among them. With A, G and B of winograd_matrices below, a group of r taps g and the n rows d that m
// outputs hear,
//     outputs = A ((G g) * (B d)),
// and each of the n products is a convolution over changed rows, B d, whose groups of taps lie m rows apart: one changed row
// serves all groups.
//
//     taps   scheme         products an output   rounding of operands grows by
//     2      F(3, 2)        1.33                  1 dB
//     3      F(6, 3)        1.33                 10
//     5      F(6, 5)        1.67                  16.1
//     7      F(6, 7)        2                    23.4
//     more   F(6, 6), 11:   3.67                 19.6
//     ... nested, 11:       2.44                 20.6
//
// (for rows alike by 0.7 from one to the next). Points come as a and -a, whose changed rows are the sum and the
// difference of an even half and an odd one, and were chosen for the least growth: the usual 0, 1, -1, 2, -2 are worse by 3 dB and
// more. bfloat16 cannot bear that, `scaled` operands can.
//
// Where a group has as many taps as a block outputs, three blocks of two groups of taps, g and h, hear four groups of rows that follow
// one another, with changed rows D, E, F and H: gD + hE, gE + hF and gF + hH. Those are three outputs of two taps themselves, and
// F(3, 2) makes them from four products instead of six: `nested` schemes. Their blocks are three times as long.
#ifndef TRITONE_WINOGRAD_CONVOLUTION_H
#define TRITONE_WINOGRAD_CONVOLUTION_H

#include "convolution.h"

#define WINOGRAD_MOST_POINTS 12
#define WINOGRAD_MOST_OUTPUTS 6
#define WINOGRAD_MOST_PAIRS 5
#define WINOGRAD_MOST_PRODUCTS (4 * 11) // of a block
#define WINOGRAD_MOST_HEARD 29          // rows, by a block
#define WINOGRAD_NEAR_WEIGHTS ((size_t)192 << 10) // bytes
#define WINOGRAD_SCALED_TOGETHER 4 // blocks
#define WINOGRAD_ROOM 16 // a number for each point, in whole vectors
#define WINOGRAD_TILE 6 // blocks of outputs: where rows are a multiple of it, no tile of products is filled up

// Points: 0 where there is a zero, a and -a of every pair, infinity. outputs, taps: of a part, of which a nested scheme has several.
typedef struct {
    int outputs, taps, pairs, has_zero, is_nested;
    double points[WINOGRAD_MOST_PAIRS]; // of the pairs
} winograd_scheme;

#define WINOGRAD_SCHEMES 6
static const winograd_scheme WINOGRAD[WINOGRAD_SCHEMES] = {
    {3, 2, 1, 1, 0, {1}},
    {6, 3, 3, 1, 0, {0.5, 1, 2}},
    {6, 5, 4, 1, 0, {0.417, 0.803, 1.246, 2.4}},
    {6, 7, 5, 1, 0, {0.357, 0.687, 1, 1.456, 2.801}},
    {6, 6, 5, 0, 0, {0.195, 0.566, 0.91, 1.354, 2.6}},
    {6, 6, 5, 0, 1, {0.195, 0.566, 0.91, 1.354, 2.6}},
};

// F(3, 2) of a nested scheme: how much of each group's taps a product has, and of which two groups of rows it is, with the second one's
// factor; without divisors in rows, as below. What blocks are of those products is product_of's.
#define NESTED_PRODUCTS 4
#define NESTED_BLOCKS 3
#define NESTED_GROUPS 2
_Static_assert(WINOGRAD_SCALED_TOGETHER >= NESTED_PRODUCTS, "one nested block's scales have the room of as many other blocks'");
static const double NESTED_TAPS[NESTED_PRODUCTS][NESTED_GROUPS] = {{1, 0}, {0.5, 0.5}, {0.5, -0.5}, {0, 1}};
static const struct {
    int first, second, factor;
} NESTED_ROWS[NESTED_PRODUCTS] = {{0, 2, -1}, {1, 2, 1}, {2, 1, -1}, {3, 1, -1}};

// Of a block: groups of products, their points, all products, outputs, taps of a group, and rows that are heard by one.
INLINE int winograd_parts(const winograd_scheme *scheme) { return scheme->is_nested ? NESTED_PRODUCTS : 1; }
INLINE int winograd_points(const winograd_scheme *scheme) { return scheme->outputs + scheme->taps - 1; }
INLINE int winograd_products(const winograd_scheme *scheme) { return winograd_parts(scheme) * winograd_points(scheme); }
INLINE int winograd_outputs(const winograd_scheme *scheme) { return (scheme->is_nested ? NESTED_BLOCKS : 1) * scheme->outputs; }
INLINE int winograd_taps(const winograd_scheme *scheme) { return (scheme->is_nested ? NESTED_GROUPS : 1) * scheme->taps; }
INLINE int winograd_heard(const winograd_scheme *scheme) { return winograd_outputs(scheme) + winograd_taps(scheme) - 1; }

// The matrices of a scheme: rows of points. B's rows are polynomials of the distance d between rows: with the product P of all d d - a a,
// and P_p without its own pair's, P at 0; d P at infinity; and (d + a) P_p at a, d times as much where 0 is a point. So they have no
// divisor, which G has instead, and begin with 1; of a pair both halves are made by P_p's coefficients.
typedef struct {
    double of_outputs[WINOGRAD_MOST_POINTS][WINOGRAD_MOST_OUTPUTS]; // A, transposed
    double of_taps[WINOGRAD_MOST_POINTS][WINOGRAD_MOST_POINTS];     // G
    double of_rows[WINOGRAD_MOST_PAIRS + 1][WINOGRAD_MOST_PAIRS];   // P, then P_p of each pair, from the lowest power on but for the highest
} winograd_matrices;

static inline void make_winograd(const winograd_scheme *scheme, winograd_matrices *made) {
    int n = winograd_points(scheme), finite = n - 1;
    double points[WINOGRAD_MOST_POINTS] = {0};
    for (int p = 0; p < scheme->pairs; p++) {
        points[scheme->has_zero + 2 * p] = scheme->points[p];
        points[scheme->has_zero + 2 * p + 1] = -scheme->points[p];
    }
    memset(made, 0, sizeof *made);
    for (int j = 0; j < n; j++) {
        double divisor = 1, power = 1;
        for (int q = 0; q < finite; q++)
            if (q != j && j < finite) divisor *= points[j] - points[q];
        for (int i = 0; i < n; i++, power *= points[j]) {
            if (i < scheme->outputs) made->of_outputs[j][i] = j < finite ? power : i == scheme->outputs - 1;
            if (i < scheme->taps) made->of_taps[j][i] = (j < finite ? power : i == scheme->taps - 1) / divisor;
        }
    }
    for (int left_out = -1; left_out < scheme->pairs; left_out++) {
        double product[WINOGRAD_MOST_PAIRS + 1] = {1};
        for (int q = 0, degree = 0; q < scheme->pairs; q++) {
            if (q == left_out) continue;
            double square = scheme->points[q] * scheme->points[q];
            degree++;
            for (int i = degree; i >= 0; i--) product[i] = (i ? product[i - 1] : 0) - square * product[i];
        }
        memcpy(made->of_rows[left_out + 1], product, sizeof made->of_rows[0]);
    }
}

// The weight of product `j` for a group of taps, of which `own` has `taps`; those that fill it up are 0.
static inline double winograd_weight(const winograd_scheme *scheme, const winograd_matrices *matrices, int j, const float *own, int taps) {
    int n = winograd_points(scheme), groups = scheme->is_nested ? NESTED_GROUPS : 1;
    double sum = 0;
    for (int g = 0; g < groups; g++) {
        double of_group = 0;
        for (int k = 0; k < scheme->taps && g * scheme->taps + k < taps; k++)
            of_group += matrices->of_taps[j % n][k] * own[g * scheme->taps + k];
        sum += scheme->is_nested ? NESTED_TAPS[j / n][g] * of_group : of_group;
    }
    return sum;
}

// The scheme for so many taps. may_nest: blocks may be as long as a nested scheme's.
static inline const winograd_scheme *winograd_for(int taps, int may_nest) {
    const winograd_scheme *nested = &WINOGRAD[WINOGRAD_SCHEMES - 1];
    for (int i = 0; i < WINOGRAD_SCHEMES - 2; i++)
        if (taps <= WINOGRAD[i].taps) return &WINOGRAD[i];
    return may_nest && taps <= winograd_taps(nested) ? nested : nested - 1;
}

// USE(outputs, points, pairs, has_zero, is_nested) of a scheme, as numbers that the compiler knows.
#define WITH_SCHEME(scheme, USE)           \
    switch ((scheme) - WINOGRAD) {         \
    case 0: USE(3, 4, 1, 1, 0); break;     \
    case 1: USE(6, 8, 3, 1, 0); break;     \
    case 2: USE(6, 10, 4, 1, 0); break;    \
    case 3: USE(6, 12, 5, 1, 0); break;    \
    case 4: USE(6, 11, 5, 0, 0); break;    \
    default: USE(6, 11, 5, 0, 1);          \
    }

// Where rows of outputs go, and what is added to them; all are [rows][outputs], and NULL where there is none.
typedef struct {
    float *out;
    const float *added, *added_too; // may be `out` itself
    float *activated;               // leaky(out, slope)
    float slope;
    int are_far; // `out` and `added`: larger than the caches
} winograd_output;

// A module's tensors: weight [outputs][inputs][taps], as PyTorch has it, an odd number of taps from 3 on; bias: NULL where there is none.
typedef struct {
    const float *weight, *bias;
    int outputs, taps, dilation;
} odd_convolution;

static inline odd_convolution find_odd_convolution(model_loader *loader, const char *module, int inputs) {
    const named_tensor *weight = look_up(loader, module, "weight", 3);
    if (!weight) return (odd_convolution){0};
    odd_convolution found = {.outputs = (int)weight->shape[0], .taps = (int)weight->shape[2]};
    found.weight = find_floats(loader, module, "weight", SHAPE(found.outputs, inputs, found.taps));
    found.bias = has_tensor(loader, module, "bias") ? find_floats(loader, module, "bias", SHAPE(found.outputs)) : NULL;
    found.dilation = load_number(loader, module, "dilation", 1, 1 << 12);
    if (!loader->error->code && (found.taps < 3 || found.taps % 2 == 0))
        fail(loader->error, KERNEL_BAD_INPUT, "%s has %d taps; allowed: an odd number from 3 on", module, found.taps);
    return found;
}

// What layers work with at most.
typedef struct {
    size_t operands, floats;
} winograd_room;

#define BODY "winograd_of_kind.h"
#include "exact_and_scaled_kinds.h"
#undef BODY

// What sounds alike and is quickest: with tiles, whose products cost less than changing the rows would, direct products of `fast`
// operands; else `scaled` ones.
#if TILES
typedef fast_operand fast_winograd_operand;
typedef fast_convolution fast_winograd_convolution;
#define fast_winograd_reach_of fast_reach_of
#define fast_load_nested_winograd fast_load_winograd

// As KIND(pack_winograd) and KIND(load_winograd) have it; inputs are filled up to whole vectors.
static inline void fast_pack_winograd(model_loader *loader, fast_winograd_convolution *layer, const float *values, const float *bias, int inputs,
                                      int outputs, int taps, int dilation) {
    int padded = whole_vectors(inputs);
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
static inline void fast_load_winograd(model_loader *loader, fast_winograd_convolution *layer, const char *module, int inputs) {
    odd_convolution found = find_odd_convolution(loader, module, inputs);
    if (!loader->error->code) fast_pack_winograd(loader, layer, found.weight, found.bias, inputs, found.outputs, found.taps, found.dilation);
}

// Rows more than outputs that are heard.
INLINE int fast_winograd_beside(const fast_winograd_convolution *layer) { return (layer->taps - 1) * layer->dilation; }
INLINE int fast_winograd_step(const fast_winograd_convolution *layer, int wanted) {
    (void)layer;
    int rows = 2 * ROWS_OF_TILE;
    return wanted < rows ? rows : wanted / rows * rows;
}
static inline size_t fast_winograd_operands(const fast_winograd_convolution *layer, int step) {
    return (size_t)(step + fast_winograd_beside(layer)) * layer->inputs;
}
static inline size_t fast_winograd_floats(const fast_winograd_convolution *layer, int step) {
    (void)layer, (void)step;
    return 0;
}
static inline void fast_winograd_enlarge(winograd_room *room, const fast_winograd_convolution *layer, int step) {
    size_t operands = fast_winograd_operands(layer, step);
    if (operands > room->operands) room->operands = operands;
}
static inline void fast_winograd_convolve(const fast_winograd_convolution *layer, const float *heard, int rows, const float *added,
                                          float *out, fast_winograd_operand *changed, float *made) {
    (void)made;
    fast_plain_operands(heard, rows + fast_winograd_beside(layer), layer->inputs, changed);
    fast_convolve(layer, changed, layer->inputs, rows, added, out, layer->outputs);
}
#else
typedef scaled_winograd_operand fast_winograd_operand;
typedef scaled_winograd_convolution fast_winograd_convolution;
#define fast_pack_winograd scaled_pack_winograd
#define fast_load_winograd scaled_load_winograd
#define fast_load_nested_winograd scaled_load_nested_winograd
#define fast_winograd_reach_of scaled_winograd_reach_of
#define fast_winograd_step scaled_winograd_step
#define fast_winograd_convolve scaled_winograd_convolve
#define fast_winograd_operands scaled_winograd_operands
#define fast_winograd_floats scaled_winograd_floats
#define fast_winograd_enlarge scaled_winograd_enlarge
#endif

#endif
