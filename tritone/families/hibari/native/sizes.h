// Written by sizes_header.py from the modules named below: change those, and run it.
#ifndef TRITONE_HIBARI_SIZES_H
#define TRITONE_HIBARI_SIZES_H

// tritone.families.hibari.frame_layout
#define SAMPLE_RATE_HZ 24000
#define HOP_SAMPLES 300
#define FFT_SAMPLES 1200
#define BINS 601
#define HOPS_PER_FFT 4
#define SYMBOLS 178
#define TEXT_CHANNELS 128
#define FRAMES_PER_DURATION_UNIT 2
#define NETWORK_CHANNELS 130
#define F0_CHANNEL 130
#define PHASE_CHANNEL 131
#define FRAME_CHANNELS 132
#define DECODER_BLOCKS 8
#define DECODER_KERNEL 7
#define DECODER_LOOKAHEAD 27
#define SPECTRUM_LOOKAHEAD 2
#define LOOKAHEAD_FRAMES 29

// tritone.families.hibari.network_sizes
#define LAYER_NORM_EPSILON 1e-05f
#define TEXT_BLOCKS 2
#define TEXT_KERNEL 5
#define ATTENTION_HEADS 2
#define PROSODY_ATTENTION_PASSES 6
#define DECODER_ATTENTION_PASSES 4
#define PROSODY_CHANNELS 192
#define PROSODY_KERNEL 7
#define PROSODY_DILATIONS {1, 2, 4, 8, 1, 2}
#define PROSODY_MARGIN 24
#define F0_SCALE_HZ 100.0f
#define ENERGY_SCALE 5.0f
#define LOG_F0_SCALE 5.0f
#define DECODER_CHANNELS 256
#define DECODER_HIDDEN 768
#define HEAD_PARTS 5
#define VOICED_ABOVE_HZ 40.0f
#define HIGHEST_HARMONIC_HZ 11000.0f
#define MAX_LOG_MAGNITUDE 7.0f
#define CARRIED_ROWS 6
#define SOURCE_HISTORY 32
#define INPUT_STATE 780
#define BLOCK_STATE 1536
#define OVERLAP_STATE 900
#define SOURCE_STATE 64
#define STATE_SIZE 14032

// tritone.families.shared
#define NOISE_PLACES 8192

#endif
