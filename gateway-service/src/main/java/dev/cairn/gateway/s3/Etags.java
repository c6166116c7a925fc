package dev.cairn.gateway.s3;

import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.FileType;
import dev.cairn.kernel.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Entity tags. The tag of a content is 16 bytes of MD5, followed by the number of parts in 16 bits for a multipart
 * object. A file that came without a tag gets one made of its inode and data_version, which ends in {@code -0} so that
 * nobody takes it for an MD5.
 */
final class Etags {

    private static final int MD5_BYTES = 16;
    private static final String MD5_OF_NOTHING = "d41d8cd98f00b204e9800998ecf8427e";
    private static final Pattern TAG = Pattern.compile("\"?([0-9a-fA-F]{32})(?:-(\\d{1,5}))?\"?");

    private Etags() {}

    /** The tag of a file as headers and documents show it, quotes included. */
    static String text(Attributes file) {
        if (file.type() == FileType.DIRECTORY) {
            return quoted(MD5_OF_NOTHING);
        }
        if (file.contentTag().isEmpty()) {
            HexFormat hex = HexFormat.of();
            return quoted(hex.toHexDigits(file.inode().value()) + hex.toHexDigits(file.dataVersion()) + "-0");
        }
        return text(file.contentTag());
    }

    static String text(Bytes tag) {
        byte[] bytes = tag.toByteArray();
        if (bytes.length <= MD5_BYTES) {
            return quoted(HexFormat.of().formatHex(bytes));
        }
        int parts = (bytes[MD5_BYTES] & 0xFF) << 8 | (bytes[MD5_BYTES + 1] & 0xFF);
        return quoted(HexFormat.of().formatHex(bytes, 0, MD5_BYTES) + "-" + parts);
    }

    /** Reads a tag with or without quotes; what no content of ours can have is answered with nothing. */
    static Optional<Bytes> parse(String text) {
        Matcher matcher = TAG.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Bytes md5 = Bytes.wrap(HexFormat.of().parseHex(matcher.group(1)));
        if (matcher.group(2) == null) {
            return Optional.of(md5);
        }
        int parts = Integer.parseInt(matcher.group(2));
        return parts > 0xFFFF ? Optional.empty() : Optional.of(md5.concat(count(parts)));
    }

    /** The data_version in a tag that was made for want of one. */
    static Optional<Long> madeForDataVersion(String text) {
        Matcher matcher = TAG.matcher(text.strip());
        return matcher.matches() && "0".equals(matcher.group(2))
                ? Optional.of(HexFormat.fromHexDigitsToLong(matcher.group(1), 16, 32))
                : Optional.empty();
    }

    /** The tag of an object made of parts with these tags. */
    static Bytes ofParts(List<Bytes> tags) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            tags.forEach(tag -> md5.update(tag.toByteArray()));
            return Bytes.wrap(md5.digest()).concat(count(tags.size()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform has no MD5", e);
        }
    }

    private static Bytes count(int parts) {
        return Bytes.wrap(new byte[] {(byte) (parts >>> 8), (byte) parts});
    }

    private static String quoted(String tag) {
        return '"' + tag + '"';
    }
}
