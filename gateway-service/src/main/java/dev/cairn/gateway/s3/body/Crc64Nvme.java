package dev.cairn.gateway.s3.body;

import java.util.zip.Checksum;

/**
 * CRC-64/NVME: reflected polynomial 9A6C9329AC4BC9B5, all ones before and after. Eight bytes a step by tables. Not
 * thread-safe.
 */
final class Crc64Nvme implements Checksum {

    static final long POLYNOMIAL = 0x9A6C_9329_AC4B_C9B5L;

    private static final int STEP = 8;
    private static final long[][] TABLES = tables();

    private long state = -1;

    @Override
    public void update(int b) {
        state = TABLES[0][(int) (state ^ b) & 0xFF] ^ (state >>> 8);
    }

    @Override
    public void update(byte[] source, int from, int count) {
        int at = from;
        int end = from + count;
        long crc = state;
        for (; end - at >= STEP; at += STEP) {
            long next = 0;
            for (int i = 0; i < STEP; i++) {
                int b = (int) (crc >>> (8 * i)) ^ source[at + i];
                next ^= TABLES[STEP - 1 - i][b & 0xFF];
            }
            crc = next;
        }
        state = crc;
        for (; at < end; at++) {
            update(source[at]);
        }
    }

    @Override
    public long getValue() {
        return ~state;
    }

    @Override
    public void reset() {
        state = -1;
    }

    private static long[][] tables() {
        long[][] tables = new long[STEP][256];
        for (int b = 0; b < 256; b++) {
            long crc = b;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ POLYNOMIAL;
            }
            tables[0][b] = crc;
        }
        for (int table = 1; table < STEP; table++) {
            for (int b = 0; b < 256; b++) {
                long before = tables[table - 1][b];
                tables[table][b] = tables[0][(int) before & 0xFF] ^ (before >>> 8);
            }
        }
        return tables;
    }
}
