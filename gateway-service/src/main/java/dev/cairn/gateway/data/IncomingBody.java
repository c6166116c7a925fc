package dev.cairn.gateway.data;

import dev.cairn.api.block.Body;
import dev.cairn.api.metadata.ContentId;
import java.io.InputStream;

/**
 * The bytes of a request.
 *
 * @param stream read once, to its end, by the thread that stores the body; wrappers that count and digest go here
 * @param length bytes to come, or {@link Body#UNKNOWN_LENGTH}
 * @param owner the content that the bytes will belong to, or {@link ContentId#NONE} while it is not known
 * @param offset where the first byte goes in that content
 */
public record IncomingBody(InputStream stream, long length, ContentId owner, long offset) {

    public IncomingBody {
        if (length < 0 && length != Body.UNKNOWN_LENGTH) {
            throw new IllegalArgumentException("a body cannot have " + length + " bytes");
        }
    }

    /** A new content from its beginning. */
    public static IncomingBody of(InputStream stream, long length) {
        return new IncomingBody(stream, length, ContentId.NONE, 0);
    }

    /** Bytes for a place in a content that exists. */
    public IncomingBody into(ContentId content, long at) {
        return new IncomingBody(stream, length, content, at);
    }

    boolean isLengthKnown() {
        return length != Body.UNKNOWN_LENGTH;
    }
}
