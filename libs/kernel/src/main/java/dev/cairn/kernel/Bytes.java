package dev.cairn.kernel;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * An immutable string of bytes, ordered as unsigned bytes. Names, symlink targets and attribute values are bytes and
 * are never normalised; this type keeps them so.
 */
public final class Bytes implements Comparable<Bytes> {

    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    /** A byte string of its own: later changes of {@code source} are not seen. */
    public static Bytes copyOf(byte[] source) {
        return source.length == 0 ? EMPTY : new Bytes(source.clone());
    }

    /** The bytes {@code [from, to)} of {@code source}, copied. */
    public static Bytes copyOf(byte[] source, int from, int to) {
        return from == to ? EMPTY : new Bytes(Arrays.copyOfRange(source, from, to));
    }

    /** Takes {@code source} over without a copy; the caller must not change it afterwards. */
    public static Bytes wrap(byte[] source) {
        return source.length == 0 ? EMPTY : new Bytes(source);
    }

    public static Bytes utf8(String text) {
        return wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    public int length() {
        return content.length;
    }

    public boolean isEmpty() {
        return content.length == 0;
    }

    public byte at(int index) {
        return content[index];
    }

    public boolean contains(int wanted) {
        for (byte b : content) {
            if (b == (byte) wanted) {
                return true;
            }
        }
        return false;
    }

    public boolean startsWith(Bytes prefix) {
        return content.length >= prefix.content.length
                && Arrays.mismatch(content, 0, prefix.content.length, prefix.content, 0, prefix.content.length) < 0;
    }

    public Bytes concat(Bytes other) {
        byte[] joined = Arrays.copyOf(content, content.length + other.content.length);
        System.arraycopy(other.content, 0, joined, content.length, other.content.length);
        return wrap(joined);
    }

    /** The bytes {@code [from, to)}, copied. */
    public Bytes slice(int from, int to) {
        return copyOf(content, from, to);
    }

    /** A fresh array with these bytes. */
    public byte[] toByteArray() {
        return content.clone();
    }

    public void copyTo(byte[] target, int at) {
        System.arraycopy(content, 0, target, at, content.length);
    }

    public ByteBuffer asReadOnlyBuffer() {
        return ByteBuffer.wrap(content).asReadOnlyBuffer();
    }

    /** The text, when the bytes are valid UTF-8. */
    public Optional<String> asUtf8() {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(content))
                    .toString());
        } catch (CharacterCodingException notText) {
            return Optional.empty();
        }
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(content, other.content);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    /** The text if it is UTF-8, else {@code 0x} and hexadecimal digits. For messages and logs only. */
    @Override
    public String toString() {
        return asUtf8().orElseGet(() -> "0x" + HexFormat.of().formatHex(content));
    }
}
