// The body of shared_convolution.h for one kind of operand: included as exact_and_scaled_kinds.h has it.

typedef struct {
    const KIND(convolution) *layer;
    const KIND(operand) *in;
    size_t stride;
    int rows;
    const float *added;
    float *out;
    size_t out_stride;
} KIND(convolution_work);

static inline void KIND(convolve_columns)(void *given, int worker, int first, int end) {
    (void)worker;
    const KIND(convolution_work) *work = given;
    int wide = work->layer->wide * VECTOR_FLOATS;
    for (int tile = first; tile < end; tile++)
        KIND(convolve_column)(work->layer, work->in, work->stride, work->stride, work->rows, tile * wide,
                              KIND(column_weights)(work->layer, (tile + 1) * wide), work->added, work->out, work->out_stride);
}

// As KIND(convolve), on up to `threads` threads.
static inline void KIND(convolve_shared)(int threads, const KIND(convolution) *layer, const KIND(operand) *in, size_t stride, int rows,
                                         const float *added, float *out, size_t out_stride) {
    KIND(convolution_work) work = {layer, in, stride, rows, added, out, out_stride};
    int tiles = layer->outputs / (layer->wide * VECTOR_FLOATS);
    double products = (double)rows * layer->outputs * layer->taps * layer->inputs;
    share_out(threads_worth(products, threads), tiles, KIND(convolve_columns), &work);
}
