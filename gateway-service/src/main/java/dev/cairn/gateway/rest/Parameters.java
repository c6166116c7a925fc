package dev.cairn.gateway.rest;

import dev.cairn.api.metadata.EntryCursor;
import dev.cairn.api.metadata.LinkPath;
import dev.cairn.api.metadata.LinkPosition;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.SeqPosition;
import dev.cairn.api.metadata.Waiting;
import dev.cairn.gateway.data.GatewayLimits;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Texts of query parameters and JSON fields as values; what they cannot mean is {@link ErrorCode#EINVAL}. */
final class Parameters {

    private Parameters() {}

    static long unsigned(String name, String text) {
        if (text.isEmpty() || !isDigits(text)) {
            throw invalid(name, "an unsigned decimal number", text);
        }
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw invalid(name, "below 2^64", text);
        }
    }

    /** For byte counts and offsets, which are signed inside. */
    static long bytes(String name, String text) {
        long value = unsigned(name, text);
        if (value < 0) {
            throw invalid(name, "below 2^63", text);
        }
        return value;
    }

    static InodeNumber inode(String text) {
        return new InodeNumber(unsigned("inode", text));
    }

    static int limit(@Nullable String text) {
        if (text == null) {
            return GatewayLimits.PAGE_ENTRIES_DEFAULT;
        }
        long limit = unsigned("limit", text);
        if (limit < 1 || limit > MetadataLimits.PAGE_ENTRIES_MAX) {
            throw invalid("limit", "1 to " + MetadataLimits.PAGE_ENTRIES_MAX, text);
        }
        return (int) limit;
    }

    static Duration seconds(String name, String text, Duration most) {
        long seconds = unsigned(name, text);
        if (seconds < 0 || seconds > most.toSeconds()) {
            throw invalid(name, "0 to " + most.toSeconds() + " seconds", text);
        }
        return Duration.ofSeconds(seconds);
    }

    /** Permission bits in octal. */
    static int mode(String text) {
        if (text.isEmpty() || text.length() > 6 || !text.chars().allMatch(c -> c >= '0' && c <= '7')) {
            throw invalid("mode", "an octal number", text);
        }
        int mode = Integer.parseInt(text, 8);
        if (mode > 07777) {
            throw invalid("mode", "0 to 7777", text);
        }
        return mode;
    }

    /** A user or group number. */
    static int owner(String name, String text) {
        long value = unsigned(name, text);
        if (value < 0 || value > 0xFFFF_FFFFL) {
            throw invalid(name, "below 2^32", text);
        }
        return (int) value;
    }

    static Instant time(String name, String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw invalid(name, "a time such as 2026-07-01T12:00:00.5Z", text);
        }
    }

    static Bytes base64(String name, String text) {
        try {
            return Bytes.wrap(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw invalid(name, "base64", text);
        }
    }

    /** Bytes that come as text or as base64, exactly one of them. */
    static Bytes textOrBase64(String name, @Nullable String text, @Nullable String base64) {
        if (text != null && base64 == null) {
            return Bytes.utf8(text);
        }
        if (text == null && base64 != null) {
            return base64(name + "Base64", base64);
        }
        throw new CairnException(
                ErrorCode.EINVAL, "parameter", "exactly one of " + name + " and " + name + "Base64 must be given");
    }

    static SeqPosition seqPosition(@Nullable String text) {
        return text == null ? SeqPosition.START : position("from", text, SeqPosition.START.inode());
    }

    /** The last one of a walk; a sequence alone means all inodes at it. */
    static SeqPosition lastSeqPosition(@Nullable String text) {
        return text == null ? SeqPosition.END : position("to", text, SeqPosition.END.inode());
    }

    private static SeqPosition position(String name, String text, InodeNumber otherwise) {
        String[] parts = text.split("\\.", -1);
        if (parts.length > 2) {
            throw invalid(name, "a position such as SEQ or SEQ.INODE", text);
        }
        return new SeqPosition(
                unsigned(name, parts[0]), parts.length == 1 ? otherwise : new InodeNumber(unsigned(name, parts[1])));
    }

    static Waiting.Cursor waitingCursor(@Nullable String text) {
        if (text == null) {
            return Waiting.Cursor.START;
        }
        String[] parts = text.split("\\.", -1);
        if (parts.length != 2) {
            throw invalid("after", "a position such as INODE.BLOCK", text);
        }
        return new Waiting.Cursor(new InodeNumber(unsigned("after", parts[0])), unsigned("after", parts[1]));
    }

    /** The percent-encoded name, with a slash behind that of a directory. */
    static Optional<EntryCursor> entryCursor(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        boolean isDirectory = text.endsWith("/");
        Bytes name = PercentCodec.decode(isDirectory ? text.substring(0, text.length() - 1) : text);
        if (name.contains('/')) {
            throw invalid("after", "a percent-encoded name", text);
        }
        return Optional.of(new EntryCursor(name, isDirectory));
    }

    /** The directory's inode number, a slash, the percent-encoded name. */
    static Optional<LinkPath> linkCursor(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw invalid("after", "a position such as INODE/NAME", text);
        }
        return Optional.of(new LinkPath(
                new InodeNumber(unsigned("after", text.substring(0, slash))),
                PercentCodec.decode(text.substring(slash + 1)),
                Bytes.EMPTY));
    }

    /** The same as a position among entries; nothing behind the slash means in front of the directory's. */
    static Optional<LinkPosition> linkPosition(@Nullable String text) {
        return linkCursor(text).map(link -> new LinkPosition(link.directory(), link.name()));
    }

    /** A JSON field that must be there. */
    static String required(String name, @Nullable String value) {
        if (value == null) {
            throw new CairnException(ErrorCode.EINVAL, "parameter", name + " is missing");
        }
        return value;
    }

    static CairnException invalid(String name, String expected, String found) {
        String shown = found.length() > 100 ? found.substring(0, 100) + "..." : found;
        return new CairnException(
                ErrorCode.EINVAL, "parameter", name + " must be " + expected + ", not \"" + shown + "\"");
    }

    private static boolean isDigits(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
