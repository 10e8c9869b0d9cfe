// The body of shared_winograd.h for one kind of operand: included as exact_and_scaled_kinds.h has it.

typedef struct {
    const KIND(winograd_convolution) *layer;
    const KIND(operand) *changed;
    int rows;
    winograd_output to;
    float *made;
    size_t made_floats;
} KIND(winograd_work);

static inline void KIND(convolve_winograd_columns)(void *given, int worker, int first, int end) {
    const KIND(winograd_work) *work = given;
    KIND(winograd_convolve_columns)(work->layer, work->changed, work->rows, first, end, &work->to, work->made + worker * work->made_floats);
}

// Rows that are made at a time.
static inline int KIND(winograd_shared_step)(const KIND(winograd_convolution) *layer) {
    return KIND(winograd_step)(layer, WINOGRAD_SHARED_ROWS);
}

// out = the convolution, on up to `threads` threads. heard: [rows + 2 reach][inputs]; what lies behind is silence. changed: room for
// KIND(winograd_operands) of a step as above; made: for each thread `made_floats`, KIND(winograd_floats) of it or more.
static inline void KIND(winograd_convolve_shared)(int threads, const KIND(winograd_convolution) *layer, const float *heard, int rows, float *out,
                                                  KIND(operand) *changed, float *made, size_t made_floats) {
    int step = KIND(winograd_shared_step)(layer), heard_rows = rows + 2 * KIND(winograd_reach_of)(layer);
    for (int from = 0; from < rows; from += step) {
        int some = rows - from < step ? rows - from : step, blocks = KIND(winograd_changed_blocks)(layer, some);
        KIND(winograd_work) work = {layer, changed, some, {.out = out + (size_t)from * layer->outputs, .are_far = 1}, made, made_floats};
        KIND(winograd_changed)(layer, heard + (size_t)from * layer->inputs, heard_rows - from, blocks, changed, made);
        double products = (double)blocks * winograd_points(layer->scheme) * layer->outputs * layer->inputs;
        share_out(threads_worth(products, threads), KIND(winograd_column_tiles)(layer), KIND(convolve_winograd_columns), &work);
    }
}
