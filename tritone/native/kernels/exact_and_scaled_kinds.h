// Includes BODY, a file of one kind of operand (operands.h), for `exact` and for `scaled`. It is told KIND(name), KIND_PAIR (inputs
// that a product takes at a time), KIND_IS_SCALED (operands are those of scaled_operands.h) and KIND_BY_TILES (products are
// those of tiled_convolution.h).
#define KIND(name) EXACT(name)
#define KIND_PAIR EXACT_PAIR
#define KIND_IS_SCALED 0
#define KIND_BY_TILES 0
#include BODY
#undef KIND
#undef KIND_PAIR
#undef KIND_IS_SCALED
#undef KIND_BY_TILES
#define KIND(name) SCALED(name)
#define KIND_PAIR SCALED_PAIR
#define KIND_IS_SCALED (SCALED_PAIR > 1)
#define KIND_BY_TILES 0
#include BODY
#undef KIND
#undef KIND_PAIR
#undef KIND_IS_SCALED
#undef KIND_BY_TILES
