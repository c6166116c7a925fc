package dev.cairn.gateway.data;

import dev.cairn.api.block.Body;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.MetadataLimits;
import java.io.InputStream;

/**
 * The bytes of a request.
 *
 * @param stream read once, to its end, by the thread that stores the body; wrappers that count and digest go here
 * @param length bytes to come, or {@link Body#UNKNOWN_LENGTH}
 * @param owner the content that the bytes will belong to, or {@link ContentId#NONE} while it is not known
 * @param offset where the first byte goes in that content
 * @param inlineBytesMax a body up to this size lives in the metadata
 */
public record IncomingBody(InputStream stream, long length, ContentId owner, long offset, int inlineBytesMax) {

    public IncomingBody {
        if (length < 0 && length != Body.UNKNOWN_LENGTH) {
            throw new IllegalArgumentException("a body cannot have " + length + " bytes");
        }
    }

    /** A new content from its beginning. */
    public static IncomingBody of(InputStream stream, long length) {
        return new IncomingBody(stream, length, ContentId.NONE, 0, MetadataLimits.INLINE_BYTES_MAX);
    }

    /** Bytes for a place in a content that exists. */
    public IncomingBody into(ContentId content, long at) {
        return new IncomingBody(stream, length, content, at, inlineBytesMax);
    }

    /** The same for a file that will have {@code size} bytes at least; much of a large one should not be in the metadata. */
    public IncomingBody intoFileOf(long size) {
        int most = size <= MetadataLimits.INLINE_BYTES_MAX
                ? MetadataLimits.INLINE_BYTES_MAX
                : GatewayLimits.INLINE_WRITE_BYTES_MAX;
        return new IncomingBody(stream, length, owner, offset, most);
    }

    boolean isLengthKnown() {
        return length != Body.UNKNOWN_LENGTH;
    }
}
