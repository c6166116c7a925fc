package dev.cairn.btree;

import java.util.Arrays;

/**
 * How the items of a leaf lie in its array of cells, which fills from its end downwards.
 *
 * <pre>
 * cell:  length of the key's rest | 2 x length of the value + isLarge | the key's rest | the value
 * </pre>
 *
 * Lengths take one to three bytes, the high bits of the first one telling how many.
 */
final class Cells {

    private static final int ONE_BYTE_MAX = 0x7F;
    private static final int TWO_BYTES_MAX = 0x3FFF;

    private Cells() {}

    static int lengthBytes(int length) {
        return length <= ONE_BYTE_MAX ? 1 : length <= TWO_BYTES_MAX ? 2 : 3;
    }

    static int bytesOf(int restLength, int valueLength) {
        return lengthBytes(restLength) + lengthBytes(2 * valueLength) + restLength + valueLength;
    }

    /** Writes the cell of a key, without its first {@code from} bytes, and a value. */
    static void write(byte[] cells, int offset, byte[] key, int from, byte[] value, boolean isLarge) {
        int rest = key.length - from;
        int at = putLength(cells, offset, rest);
        at = putLength(cells, at, 2 * value.length + (isLarge ? 1 : 0));
        System.arraycopy(key, from, cells, at, rest);
        System.arraycopy(value, 0, cells, at + rest, value.length);
    }

    private static int putLength(byte[] cells, int at, int length) {
        if (length <= ONE_BYTE_MAX) {
            cells[at] = (byte) length;
            return at + 1;
        }
        if (length <= TWO_BYTES_MAX) {
            cells[at] = (byte) (0x80 | length >> 8);
            cells[at + 1] = (byte) length;
            return at + 2;
        }
        cells[at] = (byte) (0xC0 | length >> 16);
        cells[at + 1] = (byte) (length >> 8);
        cells[at + 2] = (byte) length;
        return at + 3;
    }

    private static int lengthFieldAt(byte[] cells, int at) {
        int first = cells[at];
        if (first >= 0) {
            return first;
        }
        if ((first & 0x40) == 0) {
            return (first & 0x3F) << 8 | (cells[at + 1] & 0xFF);
        }
        return (first & 0x3F) << 16 | (cells[at + 1] & 0xFF) << 8 | (cells[at + 2] & 0xFF);
    }

    /** Bytes that a length field takes, by its first byte. */
    private static int fieldBytesAt(byte[] cells, int at) {
        int first = cells[at];
        return first >= 0 ? 1 : (first & 0x40) == 0 ? 2 : 3;
    }

    static int restLength(byte[] cells, int offset) {
        return lengthFieldAt(cells, offset);
    }

    static int restStart(byte[] cells, int offset) {
        int second = offset + fieldBytesAt(cells, offset);
        return second + fieldBytesAt(cells, second);
    }

    static boolean isLarge(byte[] cells, int offset) {
        return (lengthFieldAt(cells, offset + fieldBytesAt(cells, offset)) & 1) != 0;
    }

    static int valueLength(byte[] cells, int offset) {
        return lengthFieldAt(cells, offset + fieldBytesAt(cells, offset)) >>> 1;
    }

    static int valueStart(byte[] cells, int offset) {
        return restStart(cells, offset) + restLength(cells, offset);
    }

    static int length(byte[] cells, int offset) {
        return valueStart(cells, offset) + valueLength(cells, offset) - offset;
    }

    static byte[] value(byte[] cells, int offset) {
        int start = valueStart(cells, offset);
        return Arrays.copyOfRange(cells, start, start + valueLength(cells, offset));
    }
}
