// The operands of operands.h as floats: included with KIND(name).

typedef float KIND(operand);
typedef vector KIND(operand_vector);
typedef vector KIND(operand_sum);

INLINE size_t KIND(row_of)(size_t width) { return width; }
INLINE void KIND(operand_store)(KIND(operand) *to, vector value) { vector_store(to, value); }
INLINE KIND(operand_vector) KIND(operand_vector_load)(const KIND(operand) *from) { return vector_load(from); }
INLINE KIND(operand_vector) KIND(operand_broadcast)(const KIND(operand) *from) { return vector_set(*from); }
INLINE void KIND(operand_dot)(KIND(operand_vector) x, KIND(operand_vector) weights, KIND(operand_sum) *sum) {
    *sum = vector_fma(x, weights, *sum);
}
INLINE KIND(operand) KIND(weight_of)(float value) { return value; }
