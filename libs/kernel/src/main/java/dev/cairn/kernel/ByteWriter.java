package dev.cairn.kernel;

import java.util.Arrays;

/**
 * Builds stored records field by field, big-endian, for the hand-written codecs. Not thread-safe.
 *
 * <p>Unsigned variable-length numbers ({@link #varint}) take 7 bits a byte, least significant group first.
 */
public final class ByteWriter {

    private byte[] buffer;
    private int length;

    public ByteWriter() {
        this(128);
    }

    public ByteWriter(int capacity) {
        buffer = new byte[Math.max(16, capacity)];
    }

    public ByteWriter int8(int value) {
        ensure(1);
        buffer[length++] = (byte) value;
        return this;
    }

    public ByteWriter int16(int value) {
        ensure(2);
        buffer[length++] = (byte) (value >>> 8);
        buffer[length++] = (byte) value;
        return this;
    }

    public ByteWriter int32(int value) {
        ensure(4);
        for (int shift = 24; shift >= 0; shift -= 8) {
            buffer[length++] = (byte) (value >>> shift);
        }
        return this;
    }

    public ByteWriter int64(long value) {
        ensure(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            buffer[length++] = (byte) (value >>> shift);
        }
        return this;
    }

    /** An unsigned 64-bit number in 1 to 10 bytes. */
    public ByteWriter varint(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            buffer[length++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        buffer[length++] = (byte) rest;
        return this;
    }

    public ByteWriter raw(byte[] bytes) {
        return raw(bytes, 0, bytes.length);
    }

    public ByteWriter raw(byte[] bytes, int from, int count) {
        ensure(count);
        System.arraycopy(bytes, from, buffer, length, count);
        length += count;
        return this;
    }

    public ByteWriter raw(Bytes bytes) {
        ensure(bytes.length());
        bytes.copyTo(buffer, length);
        length += bytes.length();
        return this;
    }

    /** Length as varint, then the bytes. */
    public ByteWriter bytes(Bytes bytes) {
        return varint(bytes.length()).raw(bytes);
    }

    /** Length as varint, then the bytes. */
    public ByteWriter bytes(byte[] bytes) {
        return varint(bytes.length).raw(bytes);
    }

    /** Length of the UTF-8 form as varint, then that form. */
    public ByteWriter text(String text) {
        return bytes(Bytes.utf8(text));
    }

    public int length() {
        return length;
    }

    /** Overwrites a 32-bit field written before, such as a length known only at the end. */
    public void setInt32(int at, int value) {
        if (at < 0 || at + 4 > length) {
            throw new IndexOutOfBoundsException("field at " + at + " of " + length + " bytes");
        }
        for (int i = 0; i < 4; i++) {
            buffer[at + i] = (byte) (value >>> (24 - 8 * i));
        }
    }

    /** A fresh array with what was written so far. */
    public byte[] toByteArray() {
        return Arrays.copyOf(buffer, length);
    }

    public Bytes toBytes() {
        return Bytes.wrap(toByteArray());
    }

    private void ensure(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
        }
    }
}
