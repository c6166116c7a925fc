package dev.cairn.gateway.rest;

import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Bytes as URL text (RFC 3986, section 2.1): everything but letters, digits and {@code -._~} is escaped. */
final class PercentCodec {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private PercentCodec() {}

    static String encode(Bytes bytes) {
        StringBuilder text = new StringBuilder(bytes.length() + 16);
        for (int i = 0; i < bytes.length(); i++) {
            byte value = bytes.at(i);
            if (isUnreserved(value)) {
                text.append((char) value);
            } else {
                text.append('%').append(HEX.toHexDigits(value));
            }
        }
        return text.toString();
    }

    /**
     * Accepts more than {@link #encode} makes: reserved characters stand for themselves, others for their UTF-8 form.
     *
     * @throws CairnException {@link ErrorCode#EINVAL}, reason {@code encoding}, for an incomplete escape
     */
    static Bytes decode(String text) {
        byte[] source = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(source.length);
        for (int i = 0; i < source.length; i++) {
            if (source[i] != '%') {
                bytes.write(source[i]);
                continue;
            }
            if (i + 2 >= source.length || !isHexDigit(source[i + 1]) || !isHexDigit(source[i + 2])) {
                throw new CairnException(ErrorCode.EINVAL, "encoding", "an escape in " + text + " is not complete");
            }
            bytes.write(HexFormat.fromHexDigit(source[i + 1]) << 4 | HexFormat.fromHexDigit(source[i + 2]));
            i += 2;
        }
        return Bytes.wrap(bytes.toByteArray());
    }

    private static boolean isHexDigit(byte value) {
        return HexFormat.isHexDigit(value);
    }

    private static boolean isUnreserved(byte value) {
        return (value >= 'a' && value <= 'z')
                || (value >= 'A' && value <= 'Z')
                || (value >= '0' && value <= '9')
                || value == '-'
                || value == '.'
                || value == '_'
                || value == '~';
    }
}
