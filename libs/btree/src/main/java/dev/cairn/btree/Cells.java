package dev.cairn.btree;

import java.util.Arrays;

/**
 * Where the items of a leaf lie: an array that fills from its end downwards and is shared by the versions of the leaf. A
 * cell is never changed while a published version can see it, so all versions read the array without locks; only the
 * writer adds to it, below what any version knows of.
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

    final byte[] bytes;

    /** Everything below is free. Writer thread. */
    private int low;

    Cells(int capacity) {
        this(new byte[capacity], capacity);
    }

    /** Of a page that was read: there is no room in it. */
    Cells(byte[] page) {
        this(page, 0);
    }

    private Cells(byte[] bytes, int low) {
        this.bytes = bytes;
        this.low = low;
    }

    int low() {
        return low;
    }

    static int lengthBytes(int length) {
        return length <= ONE_BYTE_MAX ? 1 : length <= TWO_BYTES_MAX ? 2 : 3;
    }

    static int bytesOf(int restLength, int valueLength) {
        return lengthBytes(restLength) + lengthBytes(2 * valueLength) + restLength + valueLength;
    }

    /** Adds a cell; there must be room. Answers where it begins. */
    int add(byte[] key, int from, byte[] value, boolean isLarge) {
        int rest = key.length - from;
        low -= bytesOf(rest, value.length);
        int at = putLength(low, rest);
        at = putLength(at, 2 * value.length + (isLarge ? 1 : 0));
        System.arraycopy(key, from, bytes, at, rest);
        System.arraycopy(value, 0, bytes, at + rest, value.length);
        return low;
    }

    /** Adds a copy of a cell of another array. */
    int add(Cells other, int offset) {
        int length = other.lengthAt(offset);
        low -= length;
        System.arraycopy(other.bytes, offset, bytes, low, length);
        return low;
    }

    private int putLength(int at, int length) {
        if (length <= ONE_BYTE_MAX) {
            bytes[at] = (byte) length;
            return at + 1;
        }
        if (length <= TWO_BYTES_MAX) {
            bytes[at] = (byte) (0x80 | length >> 8);
            bytes[at + 1] = (byte) length;
            return at + 2;
        }
        bytes[at] = (byte) (0xC0 | length >> 16);
        bytes[at + 1] = (byte) (length >> 8);
        bytes[at + 2] = (byte) length;
        return at + 3;
    }

    private int lengthFieldAt(int at) {
        int first = bytes[at];
        if (first >= 0) {
            return first;
        }
        if ((first & 0x40) == 0) {
            return (first & 0x3F) << 8 | (bytes[at + 1] & 0xFF);
        }
        return (first & 0x3F) << 16 | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF);
    }

    /** Bytes that a length field takes, by its first byte. */
    private int fieldBytesAt(int at) {
        int first = bytes[at];
        return first >= 0 ? 1 : (first & 0x40) == 0 ? 2 : 3;
    }

    int restLength(int offset) {
        return lengthFieldAt(offset);
    }

    int restStart(int offset) {
        int second = offset + fieldBytesAt(offset);
        return second + fieldBytesAt(second);
    }

    boolean isLarge(int offset) {
        return (lengthFieldAt(offset + fieldBytesAt(offset)) & 1) != 0;
    }

    int valueLength(int offset) {
        return lengthFieldAt(offset + fieldBytesAt(offset)) >>> 1;
    }

    int valueStart(int offset) {
        return restStart(offset) + restLength(offset);
    }

    int lengthAt(int offset) {
        return valueStart(offset) + valueLength(offset) - offset;
    }

    byte[] value(int offset) {
        int start = valueStart(offset);
        return Arrays.copyOfRange(bytes, start, start + valueLength(offset));
    }

    /** Puts another value of the same length in place; no published version may see the cell. */
    void overwrite(int offset, byte[] value) {
        System.arraycopy(value, 0, bytes, valueStart(offset), value.length);
    }
}
