// AMX's tiles on processors that have none: the instructions raise SIGILL, and its handler does what they would.
//
// Linked into a test program (or preloaded), it makes the kernels for AMX run on any processor with AVX-512, slowly. What an
// instruction does, and which shapes it refuses, is written from Intel's Software Developer's Manual, volume 2, and knows
// nothing of the kernels. Each thread has tiles of its own. What is wrong ends the process with a sentence and status 90.
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

#define TILES 8
#define MOST_ROWS 16
#define MOST_BYTES 64

typedef struct {
    int rows, bytes;
    uint8_t data[MOST_ROWS][MOST_BYTES];
} tile;
static __thread int configured;
static __thread tile tiles[TILES];

static void refuse(const char *why) {
    if (write(2, "tiles: ", 7) < 0 || write(2, why, strlen(why)) < 0 || write(2, "\n", 1) < 0) _exit(91);
    _exit(90);
}

static void require(int holds, const char *otherwise) {
    if (!holds) refuse(otherwise);
}

static tile *tile_of(int number) {
    require(configured, "used without a configuration");
    require(number < TILES, "a register that there is not");
    require(tiles[number].rows && tiles[number].bytes, "a tile without a shape");
    return &tiles[number];
}

// LDTILECFG: byte 0 palette, 1 first row, 16 on bytes of each tile's row, 48 on rows.
static void configure(const uint8_t *from) {
    memset(tiles, 0, sizeof tiles);
    configured = from[0] != 0;
    if (!configured) return;
    require(from[0] == 1, "a palette that there is not");
    for (int i = 2; i < 16; i++) require(!from[i], "reserved bytes of a configuration are not 0");
    for (int i = 0; i < 16; i++) {
        uint16_t bytes;
        memcpy(&bytes, from + 16 + 2 * i, 2);
        require(i < TILES || (!bytes && !from[48 + i]), "a configuration of tiles that there are not");
        if (i >= TILES) continue;
        require(bytes <= MOST_BYTES && from[48 + i] <= MOST_ROWS, "a tile larger than tiles are");
        require(!bytes == !from[48 + i], "a tile with rows or columns only");
        tiles[i].bytes = bytes, tiles[i].rows = from[48 + i];
    }
}

static float flushed(float value) { // denormal numbers count as 0, before and after
    uint32_t bits;
    memcpy(&bits, &value, 4);
    if (!(bits & 0x7f800000)) bits &= 0x80000000;
    memcpy(&value, &bits, 4);
    return value;
}

static float of_bfloat16(const uint8_t *from) {
    uint32_t bits = (uint32_t)(from[0] | from[1] << 8) << 16;
    float value;
    memcpy(&value, &bits, 4);
    return flushed(value);
}

static void multiply(tile *sum, const tile *a, const tile *b, int is_bfloat16) {
    require(sum->rows == a->rows && sum->bytes == b->bytes && a->bytes == 4 * b->rows && a->bytes % 4 == 0 && b->bytes % 4 == 0,
            "a product of shapes that do not go together");
    for (int m = 0; m < a->rows; m++)
        for (int n = 0; n < b->bytes / 4; n++) {
            uint8_t *at = &sum->data[m][4 * n];
            float even = 0, odd = 0, total;
            int32_t whole;
            memcpy(&total, at, 4);
            memcpy(&whole, at, 4);
            for (int k = 0; k < a->bytes / 4; k++) {
                const uint8_t *x = &a->data[m][4 * k], *y = &b->data[k][4 * n];
                even = flushed(even + of_bfloat16(x) * of_bfloat16(y));
                odd = flushed(odd + of_bfloat16(x + 2) * of_bfloat16(y + 2));
                for (int i = 0; i < 4; i++) whole += (int32_t)x[i] * (int8_t)y[i];
            }
            total = flushed(flushed(total) + flushed(even + odd));
            memcpy(at, is_bfloat16 ? (void *)&total : (void *)&whole, 4);
        }
}

static const int REGISTERS[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
                                  REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};

// VEX.128.map 0F38.W0 of three bytes: C4, ~R ~X ~B and the map, W ~vvvv L pp; then opcode, ModRM, SIB, displacement.
static void on_unknown_instruction(int signal, siginfo_t *info, void *given) {
    (void)signal, (void)info;
    greg_t *registers = ((ucontext_t *)given)->uc_mcontext.gregs;
    const uint8_t *code = (const uint8_t *)registers[REG_RIP];
    require(code[0] == 0xC4 && (code[1] & 31) == 2 && !(code[2] & 0x84), "another instruction that this processor lacks");
    int prefix = code[2] & 3, third = (~code[2] >> 3) & 15, opcode = code[3], modrm = code[4];
    int mode = modrm >> 6, reg = modrm >> 3 & 7, rm = modrm & 7, length = 5;
    require(code[1] & 0x80, "a register that there is not");
    uint8_t *memory = NULL;
    intptr_t stride = 0;
    if (mode != 3) {
        int base = rm | (code[1] & 0x20 ? 0 : 8), without_base = 0;
        if (rm == 4) {
            int sib = code[length++], index = (sib >> 3 & 7) | (code[1] & 0x40 ? 0 : 8);
            base = (sib & 7) | (code[1] & 0x20 ? 0 : 8);
            without_base = (sib & 7) == 5 && mode == 0;
            if (index != 4) stride = registers[REGISTERS[index]] * (1 << (sib >> 6));
        }
        int32_t displacement = 0;
        int relative = rm == 5 && mode == 0;
        if (mode == 1) displacement = (int8_t)code[length++];
        if (mode == 2 || without_base || relative) memcpy(&displacement, code + length, 4), length += 4;
        intptr_t from = relative ? (intptr_t)code + length : without_base ? 0 : registers[REGISTERS[base]];
        memory = (uint8_t *)(from + displacement);
    }
    enum { NONE, P66, F3, F2 };
    if (opcode == 0x49 && prefix == NONE && memory) {
        configure(memory);
    } else if (opcode == 0x49 && prefix == NONE && modrm == 0xC0) {
        configured = 0;
        memset(tiles, 0, sizeof tiles);
    } else if (opcode == 0x49 && prefix == F2 && mode == 3 && !rm) {
        memset(tile_of(reg)->data, 0, sizeof tiles[0].data);
    } else if (opcode == 0x4B && memory && rm == 4 && (prefix == F2 || prefix == P66)) {
        tile *to = tile_of(reg);
        memset(to->data, 0, sizeof to->data);
        for (int r = 0; r < to->rows; r++) memcpy(to->data[r], memory + r * stride, (size_t)to->bytes);
    } else if (opcode == 0x4B && memory && rm == 4 && prefix == F3) {
        const tile *from = tile_of(reg);
        for (int r = 0; r < from->rows; r++) memcpy(memory + r * stride, from->data[r], (size_t)from->bytes);
    } else if (mode == 3 && ((opcode == 0x5C && prefix == F3) || (opcode == 0x5E && prefix == P66))) {
        require(reg != rm && reg != third && rm != third, "a product of a tile with itself");
        multiply(tile_of(reg), tile_of(rm), tile_of(third), opcode == 0x5C);
    } else {
        refuse("an instruction that is not emulated");
    }
    registers[REG_RIP] += length;
}

__attribute__((constructor)) static void begin(void) {
    struct sigaction action = {.sa_sigaction = on_unknown_instruction, .sa_flags = SA_SIGINFO | SA_NODEFER};
    sigaction(SIGILL, &action, NULL);
}
