package dev.cairn.kernel;

import java.util.Arrays;

/**
 * Reads what {@link ByteWriter} wrote. A record that ends early or holds an impossible length is answered with
 * {@link ErrorCode#CORRUPT}, never with a wrong value. Not thread-safe.
 */
public final class ByteReader {

    private final byte[] source;
    private final int end;
    private int at;

    public ByteReader(byte[] source) {
        this(source, 0, source.length);
    }

    /** Reads the bytes {@code [from, to)} of {@code source}, which must not change meanwhile. */
    public ByteReader(byte[] source, int from, int to) {
        this.source = source;
        this.at = from;
        this.end = to;
    }

    public ByteReader(Bytes source) {
        this(source.toByteArray());
    }

    public int int8() {
        need(1);
        return source[at++] & 0xFF;
    }

    public int int16() {
        need(2);
        int value = (source[at] & 0xFF) << 8 | (source[at + 1] & 0xFF);
        at += 2;
        return value;
    }

    public int int32() {
        need(4);
        int value = 0;
        for (int i = 0; i < 4; i++) {
            value = value << 8 | (source[at++] & 0xFF);
        }
        return value;
    }

    public long int64() {
        need(8);
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | (source[at++] & 0xFF);
        }
        return value;
    }

    public long varint() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            int group = int8();
            value |= (long) (group & 0x7F) << shift;
            if ((group & 0x80) == 0) {
                return value;
            }
        }
        throw corrupt("a variable-length number of more than 10 bytes");
    }

    public Bytes bytes() {
        return raw(length());
    }

    public byte[] byteArray() {
        return rawArray(length());
    }

    public String text() {
        Bytes bytes = bytes();
        return bytes.asUtf8().orElseThrow(() -> corrupt("text that is not UTF-8"));
    }

    public Bytes raw(int count) {
        return Bytes.wrap(rawArray(count));
    }

    public byte[] rawArray(int count) {
        need(count);
        byte[] bytes = Arrays.copyOfRange(source, at, at + count);
        at += count;
        return bytes;
    }

    public int remaining() {
        return end - at;
    }

    /** The offset in the source array of the next byte. */
    public int position() {
        return at;
    }

    public void skip(int count) {
        need(count);
        at += count;
    }

    /** Checks that the record held nothing more than what was read. */
    public void expectEnd() {
        if (at != end) {
            throw corrupt((end - at) + " bytes behind the end of the record");
        }
    }

    private int length() {
        long length = varint();
        if (length < 0 || length > remaining()) {
            throw corrupt("a length of " + Long.toUnsignedString(length) + " with " + remaining() + " bytes left");
        }
        return (int) length;
    }

    private void need(int count) {
        if (count < 0 || end - at < count) {
            throw corrupt("a record that ends " + (count - (end - at)) + " bytes early");
        }
    }

    private static CairnException corrupt(String what) {
        return new CairnException(ErrorCode.CORRUPT, "record", "stored record is damaged: " + what);
    }
}
