package dev.cairn.gateway.s3.wire;

import dev.cairn.kernel.Bytes;
import java.io.ByteArrayOutputStream;

/**
 * Percent encoding as signature version 4 prescribes it: everything but {@code A-Z a-z 0-9 - . _ ~} is encoded byte by
 * byte with capital digits. Decoding is strict, and yields bytes, because keys are bytes.
 */
public final class PercentCoding {

    private static final char[] DIGITS = "0123456789ABCDEF".toCharArray();

    private PercentCoding() {}

    /** @throws S3Exception {@link S3Error#INVALID_URI} for an escape that is not one */
    public static Bytes decodePath(String raw) {
        return decode(raw, '+');
    }

    /** Decodes a name or value of a query string, where a plus sign stands for a space. */
    public static Bytes decodeQuery(String raw) {
        return decode(raw, ' ');
    }

    public static String encode(Bytes bytes) {
        return encode(bytes, '%');
    }

    /** Encodes all but slashes. */
    public static String encodePath(Bytes bytes) {
        return encode(bytes, '/');
    }

    private static Bytes decode(String raw, char plus) {
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(raw.length());
        for (int at = 0; at < raw.length(); at++) {
            char c = raw.charAt(at);
            if (c == '%') {
                if (at + 2 >= raw.length()) {
                    throw new S3Exception(S3Error.INVALID_URI);
                }
                decoded.write(digit(raw.charAt(at + 1)) << 4 | digit(raw.charAt(at + 2)));
                at += 2;
            } else if (c > 0xFF) {
                throw new S3Exception(S3Error.INVALID_URI);
            } else {
                decoded.write(c == '+' ? plus : c);
            }
        }
        return Bytes.wrap(decoded.toByteArray());
    }

    private static int digit(char c) {
        int value = c < 128 ? Character.digit(c, 16) : -1;
        if (value < 0) {
            throw new S3Exception(S3Error.INVALID_URI);
        }
        return value;
    }

    private static String encode(Bytes bytes, char kept) {
        StringBuilder encoded = new StringBuilder(bytes.length() + 16);
        for (int at = 0; at < bytes.length(); at++) {
            int b = bytes.at(at) & 0xFF;
            if (isUnreserved(b) || (b == kept && kept != '%')) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(DIGITS[b >>> 4]).append(DIGITS[b & 0xF]);
            }
        }
        return encoded.toString();
    }

    private static boolean isUnreserved(int b) {
        return (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') || "-._~".indexOf(b) >= 0;
    }
}
