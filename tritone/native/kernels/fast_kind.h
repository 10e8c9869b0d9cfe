// Includes BODY for `fast` operands, as exact_and_scaled_kinds.h does for the others.
#define KIND(name) FAST(name)
#define KIND_PAIR FAST_PAIR
#define KIND_IS_SCALED FAST_IS_SCALED
#define KIND_BY_TILES TILES
#include BODY
#undef KIND
#undef KIND_PAIR
#undef KIND_IS_SCALED
#undef KIND_BY_TILES
